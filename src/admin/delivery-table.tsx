/** Logout notifications in rows: to whom, about whom, where each stands and why. Each can be sent again by who may. */
import type { Delivery } from '../session/ending.ts';
import { addressOf } from './address.ts';
import { ClientName } from './client-name.tsx';
import { clipped } from './clipped.ts';
import { attemptsOf, meaningOf, STATUSES } from './delivery-words.ts';
import { REASONS } from './end-reason.ts';
import { FormToken } from './form-token.tsx';
import { may, type Operator } from './operator.ts';
import { Time } from './time.tsx';

interface TableProps {
  readonly deliveries: readonly Delivery[];
  readonly operator: Operator;
  /** Whether they are all of one client, which the page names elsewhere. */
  readonly ofOneClient?: boolean;
  /** The query of the list to come back to (`redeliver.tsx`). */
  readonly back: string;
}

/** The form that the buttons of the rows belong to. */
const FORM = 'again';

export function DeliveryTable({ deliveries, operator, back, ofOneClient = false }: TableProps) {
  const canSend = may(operator, 'manage');
  return (
    <>
      {canSend && (
        <form method="post" action="/admin/deliveries" id={FORM}>
          <FormToken operator={operator} />
          <input type="hidden" name="back" value={back} />
        </form>
      )}
      <table class="cards">
        <thead>
          <tr>
            {[...(ofOneClient ? [] : ['Client']), 'Person', 'Session', 'State', 'Since'].map((name) => (
              <th scope="col">{name}</th>
            ))}
            {canSend && <th scope="col">Send</th>}
          </tr>
        </thead>
        <tbody>
          {deliveries.map((delivery) => (
            <DeliveryRow delivery={delivery} operator={operator} canSend={canSend} ofOneClient={ofOneClient} />
          ))}
        </tbody>
      </table>
    </>
  );
}

interface RowProps {
  readonly delivery: Delivery;
  readonly operator: Operator;
  readonly canSend: boolean;
  readonly ofOneClient: boolean;
}

function DeliveryRow({ delivery, operator, canSend, ofOneClient }: RowProps) {
  const { id, clientId, subjectId, sessionId, status, reason, created } = delivery;
  return (
    <tr>
      {!ofOneClient && (
        <td data-label="Client">
          <ClientName clientId={clientId} operator={operator} />
        </td>
      )}
      <td data-label="Person">
        <a href={addressOf('/admin/person', { subjectId })}>
          <bdi>{clipped(subjectId)}</bdi>
        </a>
      </td>
      <td data-label="Session">
        <a href={addressOf('/admin/history', { sessionId })} class="line">
          <bdi>{clipped(sessionId)}</bdi>
        </a>
        <span class="line dim">{REASONS[reason]}</span>
      </td>
      <td data-label="State">
        <State delivery={delivery} />
      </td>
      <td data-label="Since">
        <Time at={created} />
      </td>
      {canSend && (
        <td data-label="Send">
          <button
            type="submit"
            form={FORM}
            name="id"
            value={id}
            class="plain again"
            aria-label={`${status === 'pending' ? 'Now' : 'Again'}: to ${clipped(clientId)} about ${clipped(subjectId)}`}
          >
            {status === 'pending' ? 'Now' : 'Again'}
          </button>
        </td>
      )}
    </tr>
  );
}

const TONES = { pending: '', delivered: 'good', dead: 'bad' } as const;

function State({ delivery }: { readonly delivery: Delivery }) {
  const { status, attempts, lastError, nextAttempt } = delivery;
  return (
    <>
      <span class="line">
        <strong class={TONES[status]}>{STATUSES[status]}</strong>
        {attempts > 0 && ` after ${attemptsOf(delivery)}`}
        {nextAttempt !== null && (
          <>
            , next <Time at={nextAttempt} />
          </>
        )}
      </span>
      {lastError !== null && <DeliveryError error={lastError} />}
    </>
  );
}

/** As it is kept, and what it means. */
export function DeliveryError({ error }: { readonly error: string }) {
  const meaning = meaningOf(error);
  return (
    <span class="line dim">
      <bdi class="whole">{error}</bdi>
      {meaning !== null && ` (${meaning})`}
    </span>
  );
}
