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
import { indexedOf, unlessAbsent } from './answer-headers.ts';
import { Calls, type Refusals } from './calls.ts';
import type { Exchange } from './exchange.ts';
import { conditionHeaders, hintHeaders, keyHeaders, preferHeaders, writeHeaders } from './headers.ts';
import { timed, timeText } from './times.ts';

const REFUSALS: Refusals<
  StoreGrantOutcome | GetGrantOutcome | RemoveGrantOutcome | FindGrantsOutcome | RemoveGrantsOutcome
> = {
  'grant-not-found': true,
  'grant-revoked': true,
  'revision-mismatch': true,
  'filter-required': true,
  'results-token-invalid': true,
};
const ALL = '/v1/grants';
const ONE = '/v1/grant';

export class RemoteGrantStore implements GrantStore {
  readonly #calls: Calls;

  constructor(exchange: Exchange) {
    this.#calls = new Calls(exchange, REFUSALS);
  }

  async store(grant: NewGrant, options: StoreGrantOptions = {}) {
    const headers = {
      ...hintHeaders(options),
      ...conditionHeaders(options),
      ...preferHeaders(options),
      'If-None-Match': options.createOnly ? '*' : undefined,
    };
    return this.#calls.write<StoreGrantOutcome>('POST', ALL, { headers, body: newGrantOf(grant) }, (answer) => ({
      outcome: answer.status === 201 ? 'created' : 'replaced',
      grant: grantOf(answer.body),
      ...indexedOf(answer),
    }));
  }

  async get(key: string, options: ReadOptions = {}) {
    const headers = keyHeaders('Grant-Key', key, options);
    return this.#calls.read<GetGrantOutcome>(ONE, { headers }, ({ body }) => ({
      outcome: 'found',
      grant: grantOf(body),
    }));
  }

  async remove(key: string, options: RemoveGrantOptions = {}): Promise<RemoveGrantOutcome> {
    const { representation = false } = options;
    const headers = {
      ...writeHeaders('Grant-Key', key, options),
      ...preferHeaders(options, ...(representation ? ['return=representation'] : [])),
    };
    const removed = await this.#calls.write<RemoveGrantOutcome | { readonly outcome: 'grant-not-found' }>(
      'DELETE',
      ONE,
      { headers },
      (answer) => {
        const outcome = unlessAbsent(answer, 'removed');
        const indexed = indexedOf(answer);
        if (outcome === 'absent') return { outcome, ...indexed };
        return { outcome, grant: representation ? grantOf(answer.body) : null, ...indexed };
      },
    );
    // The representation was asked for, and there is none.
    return removed.outcome === 'grant-not-found' ? { outcome: 'absent', indexed: true } : removed;
  }

  async find(filter: GrantFilter, resultsToken: string | null = null) {
    return this.#calls.find<FindGrantsOutcome>(
      `${ALL}/find`,
      { body: { ...filterOf(filter), resultsToken } },
      ({ body }) => {
        const found = body as { readonly grants: readonly unknown[]; readonly resultsToken: string | null };
        return { outcome: 'found', grants: found.grants.map(grantOf), resultsToken: found.resultsToken };
      },
    );
  }

  async removeAll(filter: GrantFilter, options: WriteOptions = {}) {
    const parts = { headers: preferHeaders(options), body: filterOf(filter) };
    return this.#calls.write<RemoveGrantsOutcome>('POST', `${ALL}/remove`, parts, (answer) => ({
      outcome: 'deleted',
      deleted: (answer.body as { readonly removed: number }).removed,
      ...indexedOf(answer),
    }));
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
