/**
 * The operations on one grant by its secret key (consistency.md, "Grants"). Guarantees: a key is hashed here and goes no
 * further; storing, and removing for whoever wants what was removed, are never repeated by the Worker.
 */
import type { NewGrant } from '../grant/grant.ts';
import type {
  GetGrantOutcome,
  RemoveGrantOptions,
  RemoveGrantOutcome,
  StoreGrantOptions,
  StoreGrantOutcome,
} from '../grant/grant-store.ts';
import { clientRouteOf, grantIdOf, homeOf, routeOf } from '../session/keys.ts';
import type { ReadOptions } from '../session/session-store.ts';
import type { GrantContent } from '../subject/outcome.ts';
import { sealGrant } from '../ticket/grant-envelope.ts';
import { lookUp, type Search } from './lookup.ts';
import { openedGrant } from './opened-grant.ts';
import type { StoreParts } from './store-parts.ts';

export async function storeGrant(
  parts: StoreParts,
  grant: NewGrant,
  options: StoreGrantOptions,
): Promise<StoreGrantOutcome> {
  const { directory, routes, by } = parts;
  const { key, data } = grant;
  const { id, search } = await searchFor(parts, key, options);
  const { home } = search;
  const target = await ownerOf(grant);
  const content = await contentOf(parts, grant, { id, target });
  const { ifMatch = null, createOnly = false, respondAsync = false } = options;
  const args = { id, target, home, content, ifMatch, createOnly, by, wait: !respondAsync };
  const found = await lookUp(search, (route) =>
    directory.call(route, 'once', (object) => object.storeGrant({ ...args, route })),
  );
  if (found.outcome !== 'decided') throw new Error('home did not decide about a grant');
  const { answer } = found;
  if (!('revision' in answer)) return { outcome: answer.outcome };
  routes.learn(id, target, home);
  const { outcome, revision, creationTime, indexed } = answer;
  return {
    outcome,
    grant: { ...grant, key, data, creationTime: grant.creationTime ?? creationTime, revision },
    indexed,
  };
}

export async function getGrant(parts: StoreParts, key: string, options: ReadOptions): Promise<GetGrantOutcome> {
  const { directory, routes } = parts;
  const { id, search } = await searchFor(parts, key, options);
  const found = await lookUp(search, (route) =>
    directory.call(route, 'read', (object) => object.readGrant({ route, id })),
  );
  if (found.outcome !== 'decided') return { outcome: 'grant-not-found' };
  routes.learn(id, found.route, search.home);
  const grant = await openedGrant(parts, found.route, found.answer.grant);
  return grant.key === null ? { outcome: 'grant-not-found' } : { outcome: 'found', grant };
}

export async function removeGrant(
  parts: StoreParts,
  key: string,
  options: RemoveGrantOptions,
): Promise<RemoveGrantOutcome> {
  const { directory } = parts;
  const { ifMatch = null, representation = false, respondAsync = false } = options;
  const { id, search } = await searchFor(parts, key, options);
  const args = { id, ifMatch, representation, wait: !respondAsync };
  let indexed = true;
  const found = await lookUp(search, async (route) => {
    const kind = representation ? 'once' : 'repeatable';
    const answer = await directory.call(route, kind, (object) => object.removeGrant({ ...args, route }));
    if ('indexed' in answer) indexed = answer.indexed;
    return answer;
  });
  if (found.outcome !== 'decided') return { outcome: 'absent', indexed };
  const { answer, route } = found;
  if (answer.outcome !== 'removed') return { outcome: 'revision-mismatch' };
  const grant = answer.grant && (await openedGrant(parts, route, answer.grant));
  return { outcome: 'removed', grant: grant === null || grant.key === null ? null : grant, indexed };
}

/** The object that owns a grant: its subject's, or else its client's. */
const ownerOf = ({ subjectId, clientId }: Pick<NewGrant, 'subjectId' | 'clientId'>): Promise<string> =>
  subjectId === null ? clientRouteOf(clientId) : routeOf(subjectId);

/** Home, and the guess that saves a call: where this isolate saw the grant last, or the subject that the caller named. */
async function searchFor(
  { routes }: StoreParts,
  key: string,
  { subjectHint }: ReadOptions,
): Promise<{ readonly id: string; readonly search: Search }> {
  const id = await grantIdOf(key);
  const guess = routes.get(id) ?? (subjectHint === undefined ? undefined : await routeOf(subjectHint));
  return { id, search: { home: homeOf(key, id), guess } };
}

/** What the object stores: the columns, and an envelope that opens for this grant in this object only. */
async function contentOf(
  { protector }: StoreParts,
  { key, data, ...fields }: NewGrant,
  { id, target }: { readonly id: string; readonly target: string },
): Promise<GrantContent> {
  const { subjectId, sessionId, clientId } = fields;
  const envelope = await sealGrant(protector, { route: target, id, subjectId, sessionId, clientId, key, data });
  return { kind: 'grant', ...fields, envelope };
}
