/**
 * The outcomes of the stores that are no success, as problems: the one place where they are worded.
 * Guarantees: an outcome that nobody mapped does not compile. The words are vague: what is precise is in the log.
 */
import type { CreateBffOutcome, FindBffOutcome, GetBffOutcome, UpdateBffOutcome } from '../bff/user-session-store.ts';
import type { ClientOutcome, ClientQueryOutcome, TrialOutcome } from '../client/client-store.ts';
import type { AddClientOutcome } from '../coordination/session-coordination.ts';
import type {
  FindGrantsOutcome,
  GetGrantOutcome,
  RemoveGrantOutcome,
  RemoveGrantsOutcome,
  StoreGrantOutcome,
} from '../grant/grant-store.ts';
import type {
  DeliveriesOutcome,
  GrantCountsOutcome,
  HistoryOutcome,
  ManagementPage,
  RedeliverOutcome,
  RemovalOutcome,
  SubjectSessionsOutcome,
  UserSessionOutcome,
} from '../management/session-management.ts';
import { LIMITS } from '../session/limits.ts';
import type {
  CreateOutcome,
  DeleteManyOutcome,
  DeleteOutcome,
  FindOutcome,
  GetOutcome,
  QueryOutcome,
  SummaryOutcome,
  UpdateOutcome,
} from '../session/session-store.ts';
import type { RenewOutcome, RetrieveOutcome, StoreTicketOutcome, TouchOutcome } from '../ticket/ticket-store.ts';
import { invalidRequest, type Problem } from './problem.ts';

type StoreOutcome =
  | CreateOutcome
  | GetOutcome
  | UpdateOutcome
  | DeleteOutcome
  | FindOutcome
  | DeleteManyOutcome
  | QueryOutcome
  | SummaryOutcome
  | ClientOutcome
  | ClientQueryOutcome
  | TrialOutcome
  | StoreTicketOutcome
  | RetrieveOutcome
  | RenewOutcome
  | TouchOutcome
  | StoreGrantOutcome
  | GetGrantOutcome
  | RemoveGrantOutcome
  | FindGrantsOutcome
  | RemoveGrantsOutcome
  | CreateBffOutcome
  | GetBffOutcome
  | UpdateBffOutcome
  | FindBffOutcome
  | ManagementPage
  | UserSessionOutcome
  | SubjectSessionsOutcome
  | GrantCountsOutcome
  | RemovalOutcome
  | HistoryOutcome
  | DeliveriesOutcome
  | RedeliverOutcome
  | AddClientOutcome;
type Success =
  | 'created'
  | 'replaced'
  | 'found'
  | 'updated'
  | 'deleted'
  | 'removed'
  | 'absent'
  | 'page'
  | 'stored'
  | 'renewed'
  | 'touched'
  | 'queued'
  | 'counted'
  | 'tried'
  | 'added';
export type Refusal = Exclude<StoreOutcome['outcome'], Success>;

export function problemOf(outcome: Refusal): Problem {
  switch (outcome) {
    case 'session-not-found':
      return { code: outcome, detail: 'It never existed, or it has ended.' };
    case 'client-not-found':
      return { code: outcome, detail: 'No client is registered under this id.' };
    case 'grant-not-found':
      return { code: outcome, detail: 'It never existed, or it was removed.' };
    case 'delivery-not-found':
      return { code: outcome, detail: 'No logout notification has this id.' };
    case 'session-ended':
      return { code: outcome, detail: 'This key belonged to a session that has ended. Sign in again with a new key.' };
    case 'grant-revoked':
      return { code: outcome, detail: 'What this grant belongs to was revoked. Sign in again.' };
    case 'key-taken':
      return { code: outcome, detail: 'A session with this key exists. Leave the key out to have one minted.' };
    case 'session-limit':
      return { code: outcome, detail: 'This subject has as many live sessions as the configuration allows.' };
    case 'revision-mismatch':
      return {
        code: outcome,
        detail: 'The revision is not what If-Match or If-None-Match asks for. Read again and decide anew.',
      };
    case 'filter-required':
      return { code: outcome, detail: 'Say whose, by one of the filters at least; a blank one counts as not given.' };
    case 'results-token-invalid':
      return {
        code: outcome,
        detail: 'Send the token of an earlier answer with the same filter, or none to start over.',
      };
    case 'subject-missing':
      return {
        code: outcome,
        detail: 'The first claim of type sub is the subject; here there is none, or it is blank.',
      };
    case 'too-many-clients':
      return invalidRequest([
        { path: 'clientId', message: `would be one more than the ${LIMITS.list} clients of a session` },
      ]);
    case 'idempotency-in-progress':
      return {
        code: outcome,
        detail: 'A request with this Idempotency-Key has not been answered yet. Repeat it later.',
      };
    case 'idempotency-key-reused':
      return { code: outcome, detail: 'This Idempotency-Key came with another body before. Use a new one.' };
    default:
      return outcome satisfies never;
  }
}
