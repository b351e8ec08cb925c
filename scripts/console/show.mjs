/**
 * `show`: one session with what belongs to it. Guarantees: the ticket's claims only where they are asked for, of grants how many
 * there are.
 */
import { EXIT, Failure, misused } from './failure.mjs';
import { byWhom, PATH as HISTORY } from './history.mjs';
import { pages } from './listing.mjs';
import { print, printFacts, printJson, utc } from './output.mjs';

const SESSIONS = '/v1/management/sessions';
const ENDS = 10;

/** @type {import('./command.mjs').Command} */
export const show = {
  name: 'show',
  id: '<id>',
  summary: 'a session with its grants and what became of it',
  options: { ticket: { says: 'with the claims of its ticket: asks for the scope tickets:read' } },
  async run(given, service) {
    const { id } = given;
    if (id === undefined) throw misused('Which? Give the id of a session, as "list" shows it.');
    const session = await service.get(`${SESSIONS}/${encodeURIComponent(id)}`);
    const ticketed = given.is('ticket') ? await ticketOf(service, session) : {};
    const { subjectId, sessionId } = session;
    const { grants } = await service.get('/v1/management/grants', { subjectId, sessionId });
    const { results: history } = await service.get(HISTORY, { subjectId, sessionId, countRequested: ENDS });
    if (given.is('json')) printJson({ session, ...ticketed, grants, history });
    else printAll(session, ticketed, grants, history);
    return EXIT.done;
  },
};

/**
 * Lists have tickets, single sessions have not; their filters are substrings, so others may come along.
 * @param {import('./asked.mjs').Asked} service @param {any} session
 * @returns {Promise<{ ticket?: any, ticketError?: string | null }>}
 */
async function ticketOf(service, { id, subjectId, sessionId }) {
  for await (const { results } of pages(service, SESSIONS, { subjectId, sessionId, fields: 'ticket' })) {
    const match = results.find((/** @type {{ id: string }} */ row) => row.id === id);
    if (match) return { ticket: match.ticket, ticketError: match.ticketError };
  }
  throw new Failure(EXIT.nothing, 'The session ended while it was read.');
}

/**
 * @param {any} session
 * @param {{ ticket?: any, ticketError?: string | null }} ticketed
 * @param {{ type: string, clientId: string | null, count: number }[]} grants
 * @param {any[]} history
 */
function printAll(session, { ticket, ticketError }, grants, history) {
  printFacts([
    ['Id', session.id],
    ['Subject', session.subjectId],
    ['Session', session.sessionId],
    ['Name', session.displayName ?? ''],
    ['Device', session.device ?? ''],
    ['Created', utc(session.created)],
    ['Renewed', utc(session.renewed)],
    ['Expires', utc(session.expires, 'never')],
    ['Absolute end', utc(session.absoluteExpires, 'none')],
    ['Issuer', session.issuer ?? ''],
    ['Clients', session.clientIds.join(', ')],
  ]);
  section('Grants of this session');
  if (grants.length === 0) print('None.');
  else printFacts(grants.map(({ type, clientId, count }) => [String(count), `${type} of ${clientId ?? 'no client'}`]));
  section('Ends under this subject and session id');
  if (history.length === 0) print('None.');
  else printFacts(history.map((ended) => [utc(ended.ended), `${ended.reason} by ${byWhom(ended)}`]));
  if (ticket === undefined) return;
  section('Claims');
  if (ticket === null) print(ticketError ? 'Its envelope does not open.' : 'It has no AuthenticationTicket.');
  else printFacts(ticket.claims.map((/** @type {{ type: string, value: string }} */ { type, value }) => [type, value]));
}

/** @param {string} title */
const section = (title) => print(`\n${title}`);
