/** Paging of found grants, on the real objects and index: by subject, and without one by the walk of the index. */
import { env } from 'cloudflare:workers';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Env } from '../../../src/config.ts';
import type { NewGrant } from '../../../src/grant/grant.ts';
import type { GrantFilter } from '../../../src/grant/grant-store.ts';
import { SessionIndex } from '../../../src/index-d1/session-index.ts';
import { Meter } from '../../../src/session/cost.ts';
import { SYSTEM } from '../../../src/session/ending.ts';
import { mintKey, routeOf } from '../../../src/session/keys.ts';
import { Directory } from '../../../src/store/directory.ts';
import { EdgeGrantStore } from '../../../src/store/edge-grant-store.ts';
import { RouteCache } from '../../../src/store/route-cache.ts';
import type { SubjectApi } from '../../../src/subject/api.ts';
import { KeyRing } from '../../../src/ticket/key-ring.ts';
import { Protector } from '../../../src/ticket/protector.ts';
import { fresh } from '../http-client.ts';

const { INDEX, SUBJECTS } = env as unknown as Env;
const ring = new KeyRing([{ id: 'paging', key: btoa(String.fromCharCode(...new Uint8Array(32))) }]);
const meter = new Meter();
const store = new EdgeGrantStore({
  directory: new Directory((route) => SUBJECTS.getByName(route) as unknown as SubjectApi, meter),
  index: new SessionIndex(INDEX, meter),
  protector: new Protector(ring),
  tokenKeys: () => ring.tokenKeys(),
  routes: new RouteCache(),
  limit: null,
  by: SYSTEM,
  now: Date.now,
  log: () => undefined,
});

const NO_FILTER = { subjectId: null, sessionId: null, clientIds: null, types: null, grantId: null, lookup: null };
const MANY = 1_050;
const subjectId = fresh('subject');
const clientId = fresh('client');
/** Of the minted form, so that one object has all: a thousand buckets would take a minute to start. */
const route = await routeOf(subjectId);
const keys = Array.from({ length: MANY }, () => mintKey(route));

const grant = (key: string, changes: Partial<NewGrant> = {}): NewGrant => ({
  key,
  type: 'refresh_token',
  subjectId,
  sessionId: null,
  clientId,
  grantId: null,
  lookup: null,
  description: null,
  creationTime: null,
  expiration: null,
  consumedTime: null,
  data: key,
  ...changes,
});

/** All pages of a filter, and how many grants each has; `between` runs after the first. */
async function pagesOf(filter: Partial<GrantFilter>, between: () => Promise<unknown> = async () => {}) {
  const sizes: number[] = [];
  const found: string[] = [];
  for (let token: string | null = null; ; ) {
    const page = await store.find({ ...NO_FILTER, ...filter }, token);
    if (page.outcome !== 'found') throw new Error(page.outcome);
    sizes.push(page.grants.length);
    found.push(...page.grants.map(({ key }) => String(key)));
    if (page.resultsToken === null) return { sizes, found };
    if (token === null) await between();
    token = page.resultsToken;
  }
}

beforeAll(async () => {
  const rest = keys.values();
  const storing = Array.from({ length: 30 }, async () => {
    for (const key of rest) await store.store(grant(key), { respondAsync: true });
  });
  await Promise.all(storing);
  const last = keys.at(-1) as string;
  // Its own turn in the index comes after all of theirs.
  expect(await store.store(grant(last))).toMatchObject({ outcome: 'replaced', indexed: true });
});

describe('found grants', () => {
  it.each<[string, Partial<GrantFilter>]>([
    ['of a subject', { subjectId }],
    ['of a client', { clientIds: [clientId] }],
    ['of a client and a type', { clientIds: [fresh('other'), clientId], types: ['refresh_token'] }],
  ])('%s come in pages of 1,000, each once', async (_, filter) => {
    const { sizes, found } = await pagesOf(filter);
    expect(sizes).toEqual([1_000, 50]);
    expect(found.toSorted()).toEqual(keys.toSorted());
  });

  it.each<[string, Partial<GrantFilter>]>([
    ['of a subject', { subjectId }],
    ['of a client', { clientIds: [clientId] }],
  ])('%s: those that stay come exactly once, whatever changes between the pages', async (_, filter) => {
    const gone = keys.slice(0, 5);
    const stays = keys.slice(5);
    const { found } = await pagesOf(filter, async () => {
      for (const key of gone) await store.remove(key);
      for (const key of keys.slice(5, 10)) await store.store(grant(key, { data: 'changed' }));
      for (const key of keys.slice(-5)) await store.store(grant(key, { data: 'changed' }));
      await store.store(grant(`${subjectId} new`));
    });
    const counts = Map.groupBy(found, (key) => key);
    for (const key of stays) expect(counts.get(key)?.length).toBe(1);
    for (const key of gone) await store.store(grant(key));
    await store.remove(`${subjectId} new`);
  });

  it('of a token go on with the same lists in another order, and with no other filter', async () => {
    const clientIds = [clientId, fresh('client')];
    const first = await store.find({ ...NO_FILTER, clientIds });
    const token = first.outcome === 'found' ? first.resultsToken : null;
    const on = await store.find({ ...NO_FILTER, clientIds: clientIds.toReversed() }, token);
    expect(on.outcome === 'found' && on.grants.length).toBe(50);
    for (const filter of [{ clientIds: [clientId] }, { clientIds, types: ['refresh_token'] }, { subjectId }]) {
      expect(await store.find({ ...NO_FILTER, ...filter }, token)).toEqual({ outcome: 'results-token-invalid' });
    }
  });

  it('all go with one removal, complete when it answers', async () => {
    const clientIds = [clientId];
    expect(await store.removeAll({ ...NO_FILTER, clientIds })).toEqual({
      outcome: 'deleted',
      deleted: MANY,
      indexed: true,
    });
    expect((await pagesOf({ subjectId })).found).toEqual([]);
    expect((await pagesOf({ clientIds })).found).toEqual([]);
  });
});
