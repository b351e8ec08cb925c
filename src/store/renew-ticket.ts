/**
 * RenewAsync (contract, "Ticket store"). Guarantees: what a renewal keeps and replaces is decided about the very revision
 * that it replaces, else decided again; a session that has ended or expired is never written, and a key that never existed
 * is created as any other, so that the limit holds.
 */
import { isExpired } from '../session/lifetime.ts';
import { StorageUnavailable, type WriteOptions } from '../session/session-store.ts';
import type { AuthenticationTicket } from '../ticket/authentication-ticket.ts';
import { type Present, recordOfTicket, type TicketPolicy, type TicketRecord } from '../ticket/record-of-ticket.ts';
import type { RenewOutcome } from '../ticket/ticket-store.ts';
import { userSessionOf } from '../ticket/user-session.ts';
import { createSession, findRecord, updateSession } from './by-key.ts';
import type { StoreParts } from './store-parts.ts';

/** Each turn more needs a change by somebody else in between. */
const TURNS = 32;

/** One renewal, however often it is decided. */
interface Renewal {
  readonly key: string;
  readonly given: AuthenticationTicket;
  readonly policy: TicketPolicy;
  readonly options: WriteOptions;
}

export async function renewTicket(parts: StoreParts, renewal: Renewal): Promise<RenewOutcome> {
  for (let turn = 0; turn < TURNS; turn++) {
    const outcome = await decide(parts, renewal);
    if (outcome !== 'changed-meanwhile') return outcome;
  }
  throw new StorageUnavailable('a session changed again and again while it was renewed', { mayHaveBeenStored: false });
}

async function decide(parts: StoreParts, renewal: Renewal): Promise<RenewOutcome | 'changed-meanwhile'> {
  const { key, options } = renewal;
  const drafted = draft(parts, renewal, null);
  if (drafted.outcome !== 'record') return drafted;
  const found = await findRecord(parts, key, options);
  switch (found.outcome) {
    case 'ended':
      return { outcome: 'session-ended' };
    case 'absent':
      return create(parts, renewal, drafted);
    case 'decided': {
      const { session } = found.answer;
      if (isExpired(session, parts.now())) return { outcome: 'session-ended' };
      const { ifMatch = '*' } = options;
      if (ifMatch !== '*' && !ifMatch.includes(session.revision)) return { outcome: 'revision-mismatch' };
      return replace(parts, renewal, session);
    }
  }
}

type Drafted = Extract<TicketRecord, { outcome: 'record' }>;

const draft = ({ now }: StoreParts, { given, policy }: Renewal, present: Present | null) =>
  recordOfTicket(given, { policy, now: now(), present });

/** Nothing is under the key: `If-Match` counts for nothing. */
async function create(
  parts: StoreParts,
  { key, options }: Renewal,
  { record, ticket }: Drafted,
): Promise<RenewOutcome | 'changed-meanwhile'> {
  const created = await createSession(parts, { ...record, key }, { respondAsync: options.respondAsync });
  switch (created.outcome) {
    case 'created':
      return { outcome: 'stored', ticket, session: userSessionOf(created.session, ticket), indexed: created.indexed };
    case 'key-taken':
      return 'changed-meanwhile';
    case 'session-ended':
    case 'session-limit':
      return { outcome: created.outcome };
    case 'idempotency-in-progress':
    case 'idempotency-key-reused':
      throw new Error('a renewal has no Idempotency-Key');
  }
}

/** Replaces this revision and no other. */
async function replace(
  parts: StoreParts,
  renewal: Renewal,
  present: Present & { readonly revision: number },
): Promise<RenewOutcome | 'changed-meanwhile'> {
  const { key, options } = renewal;
  const drafted = draft(parts, renewal, present);
  if (drafted.outcome !== 'record') return drafted;
  const { record, ticket } = drafted;
  const updated = await updateSession(parts, key, record, { ...options, ifMatch: [present.revision] }, 'renew');
  switch (updated.outcome) {
    case 'updated':
      return { outcome: 'renewed', ticket, session: userSessionOf(updated.session, ticket), indexed: updated.indexed };
    case 'session-ended':
      return { outcome: 'session-ended' };
    case 'session-not-found':
    case 'revision-mismatch':
      return 'changed-meanwhile';
  }
}
