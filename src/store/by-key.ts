/**
 * The operations on one record by its secret key. Guarantees: a key is hashed here and goes no further; a read of a minted
 * key is one object call; creates and updates are never repeated by the Worker. `partition` is empty for ordinary sessions.
 */
import { digest, homeOf, mintKey, routeOf, sessionIdOf } from '../session/keys.ts';
import {
  type NewSession,
  type ServerSideSession,
  type SessionUpdate,
  sessionFields,
} from '../session/server-side-session.ts';
import {
  type CreateOptions,
  type CreateOutcome,
  type DeleteOutcome,
  type GetOutcome,
  type Idempotency,
  type ReadOptions,
  StorageUnavailable,
  type UpdateOutcome,
  type WriteOptions,
} from '../session/session-store.ts';
import type { KeptAnswer, RemoveArgs, UpdateArgs } from '../subject/api.ts';
import type { SessionContent, StoredSession } from '../subject/outcome.ts';
import { openAnswer, sealAnswer } from '../ticket/answer-envelope.ts';
import { sealSession } from '../ticket/session-envelope.ts';
import { parseTicket } from '../ticket/ticket-text.ts';
import { type Found, lookUp, type Search } from './lookup.ts';
import { openedSession } from './opened-session.ts';
import type { StoreParts } from './store-parts.ts';

export async function createSession(
  parts: StoreParts,
  session: NewSession,
  { respondAsync = false, idempotency }: CreateOptions,
): Promise<CreateOutcome> {
  const { directory, protector, limit, routes, by } = parts;
  const target = await routeOf(session.subjectId);
  const key = session.key ?? mintKey(target);
  const id = await sessionIdOf(key);
  const home = homeOf(key, id);
  const created = { ...session, id, key, revision: 0, ticketError: null };
  const kept = idempotency ? await keptAnswer(parts, target, created, idempotency) : null;
  const content = await contentOf(parts, session, { target, id, partition: '', key });
  const answer = await directory.call(home, 'once', (object) =>
    object.create({ route: home, id, target, content, by, limit, kept, wait: !respondAsync }),
  );
  switch (answer.outcome) {
    case 'created': {
      routes.learn(id, target, home);
      const { revision, indexed } = answer;
      return { outcome: 'created', session: { ...created, revision }, indexed, replayed: false };
    }
    case 'replayed': {
      const opened = await openAnswer(protector, { route: target, scope: kept?.scope ?? '', envelope: answer.answer });
      if (opened.outcome !== 'opened') {
        throw new StorageUnavailable(`a kept answer does not open: ${opened.outcome}`, { mayHaveBeenStored: true });
      }
      const { revision, indexed } = answer;
      return { outcome: 'created', session: { ...opened.session, revision }, indexed, replayed: true };
    }
    case 'forward':
      throw new Error('home sent the create of an ordinary session on');
    default:
      return { outcome: answer.outcome };
  }
}

export async function getSession(
  parts: StoreParts,
  key: string,
  options: ReadOptions,
  partition = '',
): Promise<GetOutcome> {
  const { protector, log } = parts;
  const found = await findRecord(parts, key, options, partition);
  if (found.outcome !== 'decided') return { outcome: 'session-not-found' };
  const session = await openedSession(protector, found.route, found.answer.session);
  if (session.ticketError === null) return { outcome: 'found', session };
  log('ticket-unreadable', { id: session.id, ticketError: session.ticketError });
  return { outcome: 'session-not-found' };
}

/** The record of a key as its owner has it, whether or not its envelope opens. */
export async function findRecord(
  parts: StoreParts,
  key: string,
  options: ReadOptions,
  partition = '',
): Promise<Found<{ readonly outcome: 'live'; readonly session: StoredSession }>> {
  const { directory, routes } = parts;
  const { id, search } = await searchFor(parts, key, options, partition);
  const found = await lookUp(search, (route) => directory.call(route, 'read', (object) => object.read({ route, id })));
  if (found.outcome === 'decided') routes.learn(id, found.route, search.home);
  return found;
}

/** `mode`: a renewal is refused where the session has expired by its owner's clock. */
export async function updateSession(
  parts: StoreParts,
  key: string,
  update: SessionUpdate,
  options: WriteOptions,
  mode: UpdateArgs['mode'] = 'replace',
): Promise<UpdateOutcome> {
  const updated = await updateRecord(parts, { key, partition: '', mode }, update, options);
  if (updated.outcome !== 'updated') return updated;
  const { session, indexed } = updated;
  return { outcome: 'updated', session, indexed };
}

/** The record that an update addresses. */
interface Addressed extends Pick<UpdateArgs, 'mode'> {
  readonly key: string;
  readonly partition: string;
}

export type RecordUpdate =
  | {
      readonly outcome: 'updated';
      readonly session: ServerSideSession;
      /** Of a partition: a session that had this subject and sid made room. */
      readonly replaced: boolean;
      readonly indexed: boolean;
    }
  | Exclude<UpdateOutcome, { readonly outcome: 'updated' }>;

export async function updateRecord(
  parts: StoreParts,
  { key, partition, mode }: Addressed,
  update: SessionUpdate,
  options: WriteOptions,
): Promise<RecordUpdate> {
  const { directory, routes, by } = parts;
  const { id, search } = await searchFor(parts, key, options, partition);
  const target = await routeOf(update.subjectId);
  const content = await contentOf(parts, update, { target, id, partition, key });
  const args = { id, target, content, by, mode, ...conditionOf(options) };
  const found = await lookUp(search, async (route) => {
    const answer = await directory.call(route, 'once', (object) => object.update({ ...args, route }));
    if (answer.outcome !== 'home') return answer;
    return directory.call(search.home, 'once', (object) => object.change({ ...args, route: search.home }));
  });
  if (found.outcome !== 'decided')
    return { outcome: found.outcome === 'ended' ? 'session-ended' : 'session-not-found' };
  switch (found.answer.outcome) {
    case 'revision-mismatch':
      return { outcome: 'revision-mismatch' };
    case 'home':
      throw new Error('home sent a change of subject on');
    case 'updated': {
      routes.learn(id, target, search.home);
      const { revision, replaced, indexed } = found.answer;
      return { outcome: 'updated', session: { ...update, id, key, revision, ticketError: null }, replaced, indexed };
    }
  }
}

/** `mode`: whether what hangs on the session goes along. */
export async function deleteSession(
  parts: StoreParts,
  key: string,
  options: WriteOptions,
  mode: RemoveArgs['mode'] = 'delete',
  partition = '',
): Promise<DeleteOutcome> {
  const { by } = parts;
  const { id, search } = await searchFor(parts, key, options, partition);
  const condition = conditionOf(options);
  const found = await lookUp(search, (route) =>
    parts.directory.call(route, 'repeatable', (object) => object.remove({ route, id, by, mode, ...condition })),
  );
  if (found.outcome !== 'decided') return { outcome: 'absent', indexed: true };
  switch (found.answer.outcome) {
    case 'removed':
      return { outcome: 'deleted', indexed: found.answer.indexed };
    case 'removed-before':
      return { outcome: 'absent', indexed: found.answer.indexed };
    case 'revision-mismatch':
      return { outcome: 'revision-mismatch' };
  }
}

const conditionOf = ({ ifMatch, respondAsync = false }: WriteOptions) => ({
  ifMatch: ifMatch ?? null,
  wait: !respondAsync,
});

/** Home, and the guess that saves a call: where this isolate saw the session last, or the subject that the caller named. */
export async function searchFor(
  { routes }: StoreParts,
  key: string,
  { subjectHint }: ReadOptions,
  partition = '',
): Promise<{ readonly id: string; readonly search: Search }> {
  const id = await sessionIdOf(key, partition);
  const guess = routes.get(id) ?? (subjectHint === undefined ? undefined : await routeOf(subjectHint));
  return { id, search: { home: homeOf(key, id), guess } };
}

/** What the object stores: the columns, and an envelope that opens for this record in this object only. */
export async function contentOf(
  { protector }: StoreParts,
  session: SessionUpdate,
  {
    target,
    id,
    partition,
    key,
  }: { readonly target: string; readonly id: string; readonly partition: string; readonly key: string },
): Promise<SessionContent> {
  const { subjectId, sessionId, ticket } = session;
  const envelope = await sealSession(protector, { route: target, id, partition, subjectId, sessionId, key, ticket });
  // The ticket of a partition is its application's: nothing hangs on it.
  const { issuer = null, clients = [] } = (partition === '' ? parseTicket(ticket, session) : null) ?? {};
  return { kind: 'session', partition, ...sessionFields(session), issuer, clients, envelope };
}

/** The scope is a hash: the object needs to recognise a repeat, not to know whose it is. */
async function keptAnswer(
  { protector }: StoreParts,
  route: string,
  session: Parameters<typeof sealAnswer>[1]['session'],
  idempotency: Idempotency,
): Promise<KeptAnswer> {
  const scope = await digest(JSON.stringify([idempotency.scope, idempotency.key, session.subjectId]));
  return { scope, bodyHash: idempotency.bodyHash, answer: await sealAnswer(protector, { route, scope, session }) };
}
