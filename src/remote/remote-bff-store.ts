/** The BFF store of a service elsewhere: `UserSessionStore` over the HTTP contract ("BFF sessions"). */
import type { BffSessionUpdate, KeptBffSession, ListedBffSession, NewBffSession } from '../bff/bff-session.ts';
import type {
  CreateBffOutcome,
  FindBffOutcome,
  GetBffOutcome,
  UpdateBffOutcome,
  UserSessionStore,
} from '../bff/user-session-store.ts';
import { sessionIdOf } from '../session/keys.ts';
import { LIMITS } from '../session/limits.ts';
import { isName } from '../session/name.ts';
import { invalidValue } from '../session/request-refused.ts';
import type { SessionFilter } from '../session/session-filter.ts';
import type { DeleteManyOutcome, DeleteOutcome, ReadOptions, WriteOptions } from '../session/session-store.ts';
import { indexedOf, revisionOf, unlessAbsent } from './answer-headers.ts';
import { Calls, type Refusals } from './calls.ts';
import type { Exchange, RemoteAnswer } from './exchange.ts';
import { keyHeaders, preferHeaders, writeHeaders } from './headers.ts';
import { isSegment } from './path.ts';
import { timed, timeText } from './times.ts';

const REFUSALS: Refusals<
  CreateBffOutcome | GetBffOutcome | UpdateBffOutcome | DeleteOutcome | FindBffOutcome | DeleteManyOutcome
> = {
  'session-not-found': true,
  'session-ended': true,
  'key-taken': true,
  'revision-mismatch': true,
  'filter-required': true,
  'results-token-invalid': true,
};
const ALL = '/v1/bff/:partition/sessions';
const ONE = '/v1/bff/:partition/session';

export class RemoteBffStore implements UserSessionStore {
  readonly #calls: Calls;

  constructor(exchange: Exchange) {
    this.#calls = new Calls(exchange, REFUSALS);
  }

  async create(partition: string, session: NewBffSession, options: WriteOptions = {}) {
    const body = { ...updateOf(session), key: session.key };
    const parts = { params: paramsOf(partition), headers: preferHeaders(options), body };
    return this.#calls.write<CreateBffOutcome>('POST', ALL, parts, async (answer) => ({
      outcome: 'created',
      ...(await storedOf(answer)),
    }));
  }

  async get(partition: string, key: string, options: ReadOptions = {}) {
    const parts = { params: paramsOf(partition), headers: keyHeaders('Session-Key', key, options) };
    return this.#calls.read<GetBffOutcome>(ONE, parts, async (answer) => ({
      outcome: 'found',
      session: await sessionOf(answer),
    }));
  }

  async update(partition: string, key: string, update: BffSessionUpdate, options: WriteOptions = {}) {
    const headers = writeHeaders('Session-Key', key, options);
    const parts = { params: paramsOf(partition), headers, body: updateOf(update) };
    return this.#calls.write<UpdateBffOutcome>('PUT', ONE, parts, async (answer) => ({
      outcome: 'updated',
      ...(await storedOf(answer)),
    }));
  }

  async delete(partition: string, key: string, options: WriteOptions = {}) {
    const parts = { params: paramsOf(partition), headers: writeHeaders('Session-Key', key, options) };
    return this.#calls.write<DeleteOutcome>('DELETE', ONE, parts, (answer) => ({
      outcome: unlessAbsent(answer, 'deleted'),
      ...indexedOf(answer),
    }));
  }

  async find(partition: string, { subjectId, sessionId }: SessionFilter, resultsToken: string | null = null) {
    const parts = { params: paramsOf(partition), body: { subjectId, sessionId, resultsToken } };
    return this.#calls.find<FindBffOutcome>(`${ALL}/find`, parts, ({ body }) => {
      const found = body as { readonly sessions: readonly unknown[]; readonly resultsToken: string | null };
      return { outcome: 'found', sessions: found.sessions.map(listedOf), resultsToken: found.resultsToken };
    });
  }

  async deleteAll(partition: string, { subjectId, sessionId }: SessionFilter, options: WriteOptions = {}) {
    const body = { subjectId, sessionId };
    const parts = { params: paramsOf(partition), headers: preferHeaders(options), body };
    return this.#calls.write<DeleteManyOutcome>('POST', `${ALL}/delete`, parts, (answer) => ({
      outcome: 'deleted',
      ...(answer.body as { readonly deleted: number }),
      ...indexedOf(answer),
    }));
  }

  async removeExpired() {
    return this.#calls.write<number>(
      'POST',
      '/v1/bff/sessions/remove-expired',
      {},
      ({ body }) => (body as { readonly removed: number }).removed,
    );
  }
}

/** What cannot be a partition, or would be another path in a URL, is refused here: the service would not hear of it. */
function paramsOf(partition: string) {
  if (!isName(partition, LIMITS.partition) || !isSegment(partition))
    throw invalidValue('partition', 'is not the name of a partition');
  return { partition };
}

const updateOf = (session: NewBffSession | BffSessionUpdate) => ({
  subjectId: session.subjectId,
  sessionId: session.sessionId,
  created: timeText(session.created),
  renewed: timeText(session.renewed),
  expires: timeText(session.expires),
  ticket: session.ticket,
});

const listedOf = (json: unknown): ListedBffSession => timed<ListedBffSession>(json, ['created', 'renewed', 'expires']);

async function sessionOf(answer: RemoteAnswer): Promise<KeptBffSession> {
  const { key, partition, ...rest } = listedOf(answer.body) as ListedBffSession & { readonly key: string };
  return { id: await sessionIdOf(key, partition), key, partition, ...rest, revision: revisionOf(answer) };
}

async function storedOf(answer: RemoteAnswer) {
  const { replaced, ...body } = answer.body as { readonly replaced: boolean };
  return { session: await sessionOf({ ...answer, body }), replaced, ...indexedOf(answer) };
}
