/** What a session says of its person: its claims. A ticket that does not open says why. */
import type { TicketedSession } from '../management/session-management.ts';

/** Rows, and characters of a value: a ticket may have a thousand claims and 512 KiB, and a page stays under 100 KiB. */
const MOST_CLAIMS = 100;
const MOST_CHARACTERS = 500;

export function ClaimTable({ of: { ticket, ticketError } }: { readonly of: TicketedSession }) {
  if (ticketError !== null) return <p class="notice">The ticket does not open: {ticketError}.</p>;
  if (ticket === null) return <p class="empty">The session was stored without a ticket that has claims.</p>;
  const { claims } = ticket;
  return (
    <>
      <table class="cards claims">
        <thead>
          <tr>
            {['Type', 'Value', 'Issuer'].map((name) => (
              <th scope="col">{name}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {claims.slice(0, MOST_CLAIMS).map(({ type, value, issuer }) => (
            <tr>
              <td data-label="Type">
                <span class="line">
                  <bdi class="whole">{cut(type)}</bdi>
                </span>
              </td>
              <td data-label="Value">
                <span class="line">
                  <bdi class="whole">{cut(value)}</bdi>
                </span>
              </td>
              <td data-label="Issuer">{issuer === null ? <span class="dim">none</span> : <bdi>{cut(issuer)}</bdi>}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {claims.length > MOST_CLAIMS && <p class="dim">And {claims.length - MOST_CLAIMS} more claims.</p>}
    </>
  );
}

const cut = (text: string): string =>
  text.length <= MOST_CHARACTERS ? text : `${[...text].slice(0, MOST_CHARACTERS).join('')}…`;
