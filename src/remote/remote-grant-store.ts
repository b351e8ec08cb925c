/** The grant store of a service elsewhere: `GrantStore` over the HTTP contract ("Persisted grants"). */
import type { Grant, NewGrant } from '../grant/grant.ts';
import type {
  FindGrantsOutcome,
  GetGrantOutcome,
  GrantFilter,
  GrantStore,
  RemoveGrantOptions,
  RemoveGrantOutcome,
  RemoveGrantsOutcome,
  StoreGrantOptions,
  StoreGrantOutcome,
} from '../grant/grant-store.ts';
import type { ReadOptions, WriteOptions } from '../session/session-store.ts';
import { call, isIndexed, type Refusals, wasAbsent } from './call.ts';
import type { Exchange } from './exchange.ts';
import { hintHeaders, keyHeaders, writeHeaders } from './headers.ts';
import { timed, timeText } from './times.ts';

const STORE: Refusals<StoreGrantOutcome, 'created' | 'replaced'> = { 'grant-revoked': true, 'revision-mismatch': true };
const GET: Refusals<GetGrantOutcome, 'found'> = { 'grant-not-found': true };
/** `grant-not-found`: the representation was asked for, and there is none. */
const REMOVE: Refusals<RemoveGrantOutcome | GetGrantOutcome, 'removed' | 'absent' | 'found'> = {
  'grant-not-found': true,
  'revision-mismatch': true,
};
const FIND: Refusals<FindGrantsOutcome, 'found'> = { 'filter-required': true, 'results-token-invalid': true };
const REMOVE_ALL: Refusals<RemoveGrantsOutcome, 'deleted'> = { 'filter-required': true };

export class RemoteGrantStore implements GrantStore {
  readonly #exchange: Exchange;

  constructor(exchange: Exchange) {
    this.#exchange = exchange;
  }

  async store(grant: NewGrant, options: StoreGrantOptions = {}): Promise<StoreGrantOutcome> {
    const stored = await call(this.#exchange, STORE, {
      method: 'POST',
      path: '/v1/grants',
      headers: {
        ...hintHeaders(options),
        ...writeHeaders(options),
        'If-None-Match': options.createOnly ? '*' : undefined,
      },
      body: JSON.stringify(newGrantOf(grant)),
      writes: true,
      repeatable: false,
    });
    if (stored.outcome !== 'answered') return stored;
    const { answer } = stored;
    const outcome = answer.status === 201 ? 'created' : 'replaced';
    return { outcome, grant: grantOf(answer.body), indexed: isIndexed(answer) };
  }

  async get(key: string, options: ReadOptions = {}): Promise<GetGrantOutcome> {
    const found = await call(this.#exchange, GET, {
      method: 'GET',
      path: '/v1/grant',
      headers: keyHeaders('Grant-Key', key, options),
      writes: false,
      repeatable: true,
    });
    return found.outcome === 'answered' ? { outcome: 'found', grant: grantOf(found.answer.body) } : found;
  }

  async remove(key: string, options: RemoveGrantOptions = {}): Promise<RemoveGrantOutcome> {
    const { representation = false } = options;
    const removed = await call(this.#exchange, REMOVE, {
      method: 'DELETE',
      path: '/v1/grant',
      headers: {
        ...keyHeaders('Grant-Key', key, options),
        ...writeHeaders(options, ...(representation ? ['return=representation'] : [])),
      },
      writes: true,
      repeatable: false,
    });
    if (removed.outcome !== 'answered') {
      return removed.outcome === 'revision-mismatch'
        ? { outcome: removed.outcome }
        : { outcome: 'absent', indexed: true };
    }
    const { answer } = removed;
    const indexed = isIndexed(answer);
    if (wasAbsent(answer)) return { outcome: 'absent', indexed };
    return { outcome: 'removed', grant: representation ? grantOf(answer.body) : null, indexed };
  }

  async find(filter: GrantFilter, resultsToken: string | null = null): Promise<FindGrantsOutcome> {
    const found = await call(this.#exchange, FIND, {
      method: 'POST',
      path: '/v1/grants/find',
      body: JSON.stringify({ ...filterOf(filter), resultsToken }),
      writes: false,
      repeatable: true,
    });
    if (found.outcome !== 'answered') return found;
    const answer = found.answer.body as { readonly grants: readonly unknown[]; readonly resultsToken: string | null };
    return { outcome: 'found', grants: answer.grants.map(grantOf), resultsToken: answer.resultsToken };
  }

  async removeAll(filter: GrantFilter, options: WriteOptions = {}): Promise<RemoveGrantsOutcome> {
    const removed = await call(this.#exchange, REMOVE_ALL, {
      method: 'POST',
      path: '/v1/grants/remove',
      headers: writeHeaders({ respondAsync: options.respondAsync }),
      body: JSON.stringify(filterOf(filter)),
      writes: true,
      repeatable: false,
    });
    if (removed.outcome !== 'answered') return removed;
    const { answer } = removed;
    return { outcome: 'deleted', deleted: (answer.body as { removed: number }).removed, indexed: isIndexed(answer) };
  }
}

const newGrantOf = (grant: NewGrant) => ({
  key: grant.key,
  type: grant.type,
  subjectId: grant.subjectId,
  sessionId: grant.sessionId,
  clientId: grant.clientId,
  grantId: grant.grantId,
  lookup: grant.lookup,
  description: grant.description,
  creationTime: timeText(grant.creationTime),
  expiration: timeText(grant.expiration),
  consumedTime: timeText(grant.consumedTime),
  data: grant.data,
});

const filterOf = ({ subjectId, sessionId, clientIds, types, grantId, lookup }: GrantFilter): GrantFilter => ({
  subjectId,
  sessionId,
  clientIds,
  types,
  grantId,
  lookup,
});

const grantOf = (json: unknown): Grant => timed<Grant>(json, ['creationTime', 'expiration', 'consumedTime']);
