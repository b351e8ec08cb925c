/**
 * Index and objects drift apart where something was restored or lost; cron compares a sample at a time and mends it
 * (consistency.md, "Mend").
 */
import { runDurableObjectAlarm } from 'cloudflare:test';
import { beforeEach, describe, expect, it } from 'vitest';
import { mendDrift } from '../../src/cron/drift.ts';
import { routeOf } from '../../src/session/keys.ts';
import { budgetOf, cronParts, loseAlarm, plantGhosts, rowOf } from './cron-scene.ts';
import { created, fresh, get, keyHeader, send } from './http-client.ts';
import { db, inside, objects } from './within-service.ts';

const cursor = () => cronParts().index.cursor('drift');
const patient = { timeout: 30_000, interval: 100 };

beforeEach(() => cronParts().index.setCursor('drift', null));

describe('a live row that nobody has', () => {
  it.each([
    ['its own object', 'g'.repeat(22)],
    ['another home', 'kgg'],
  ])('goes, after %s was asked', async (_, home) => {
    const [id = ''] = await plantGhosts(1, { route: 'g'.repeat(22), home });
    expect(await mendDrift(cronParts())).toMatchObject({ ghosts: 1 });
    expect(await rowOf(id)).toBeNull();
  });

  it('stays where it names an object that the session has left, and is put right', async () => {
    const { id, key, subjectId } = await created({ key: fresh('a chosen key') });
    await db.prepare("UPDATE ix SET route = 'elsewhere', rev = rev - 1 WHERE id = ?").bind(id).run();
    expect(await mendDrift(cronParts())).toMatchObject({ ghosts: 0, behind: 1 });
    const route = await routeOf(subjectId);
    await expect.poll(async () => (await rowOf(id))?.route, patient).toBe(route);
    expect((await get(key)).status).toBe(200);
  });
});

describe('a row that is not what the object has', () => {
  it('is projected again when it was set back to an earlier time', async () => {
    const { id } = await created({ displayName: 'now' });
    await db.prepare("UPDATE ix SET rev = rev - 1000, display_name = 'then' WHERE id = ?").bind(id).run();
    expect(await mendDrift(cronParts())).toMatchObject({ behind: 1, ghosts: 0 });
    await expect.poll(async () => (await rowOf(id))?.display_name, patient).toBe('now');
    expect(await mendDrift(cronParts())).toMatchObject({ behind: 0, ghosts: 0 });
  });

  it('is projected again when it is ahead of the object', async () => {
    const { id } = await created({ displayName: 'here' });
    await db.prepare("UPDATE ix SET rev = rev + 86400000, display_name = 'elsewhere' WHERE id = ?").bind(id).run();
    expect(await mendDrift(cronParts())).toMatchObject({ behind: 1 });
    await expect.poll(async () => (await rowOf(id))?.display_name, patient).toBe('here');
  });

  it('ends in the index when its session has ended', async () => {
    const { id, key, subjectId } = await created();
    await send('DELETE', '/v1/session', { headers: keyHeader(key) });
    await db
      .prepare(
        `UPDATE ix SET state = 'live', rev = 1, subject = ?2, sid = 's', created = 1, renewed = 1, scheme = 'c' WHERE id = ?1`,
      )
      .bind(id, subjectId)
      .run();
    expect(await mendDrift(cronParts())).toMatchObject({ behind: 1, ghosts: 0 });
    await expect.poll(async () => (await rowOf(id))?.state, patient).toBe('ended');
  });

  it('that is lost altogether comes back by reindex: no sample can see it', async () => {
    const { id, subjectId } = await created({ displayName: 'lost' });
    await db.prepare('DELETE FROM ix WHERE id = ?').bind(id).run();
    await mendDrift(cronParts());
    expect(await rowOf(id)).toBeNull();
    const { directory } = cronParts();
    await directory.call(await routeOf(subjectId), 'repeatable', (object) => object.reindex());
    expect(await rowOf(id)).toMatchObject({ state: 'live', display_name: 'lost' });
  });
});

describe('an object that is asked', () => {
  it('notices that its alarm was lost while rows wait, and brings them into the index', async () => {
    const { id, subjectId } = await created({ displayName: 'waits' });
    const route = await routeOf(subjectId);
    await db.prepare("UPDATE ix SET rev = 1, display_name = 'old' WHERE id = ?").bind(id).run();
    await inside(route, (storage) =>
      storage.sql.exec(`INSERT INTO outbox (kind, id, rev, of, at) SELECT 'session', id, rev, id, 0 FROM s`).toArray(),
    );
    await loseAlarm(route);
    expect(await inside(route, (storage) => storage.getAlarm())).toBeNull();
    expect(await mendDrift(cronParts())).toMatchObject({ behind: 0 });
    expect(await inside(route, (storage) => storage.getAlarm())).not.toBeNull();
    await runDurableObjectAlarm(objects.getByName(route));
    await expect.poll(async () => (await rowOf(id))?.display_name, patient).toBe('waits');
  });

  it('and does not answer does not hold up the others', async () => {
    await plantGhosts(1, { route: '', home: '' });
    const [id = ''] = await plantGhosts(1, { route: 'h'.repeat(22), home: 'h'.repeat(22) });
    const parts = cronParts();
    const call: typeof parts.directory.call = (route, kind, work) =>
      route === '' ? Promise.reject(new Error('out of reach')) : cronParts().directory.call(route, kind, work);
    expect(await mendDrift({ ...parts, directory: Object.assign(parts.directory, { call }) })).toMatchObject({
      ghosts: 1,
    });
    expect(await rowOf(id)).toBeNull();
    expect(parts.logged).toContainEqual({ event: 'cron-object-unavailable', details: { route: '', reason: 'Error' } });
    await db.prepare("DELETE FROM ix WHERE route = ''").run();
  });
});

describe('the cursor', () => {
  it('advances by a sample, goes on in the next run, and wraps at the end', async () => {
    const route = 'c'.repeat(22);
    await db.prepare('DELETE FROM ix').run();
    await plantGhosts(450, { route, home: route });
    const one = () => mendDrift(cronParts({ budget: budgetOf(1) }));
    expect(await one()).toMatchObject({ compared: 200, ghosts: 200 });
    expect(await cursor()).toBe('200');
    expect(await one()).toMatchObject({ compared: 200, ghosts: 200 });
    expect(await cursor()).toBe('400');
    expect(await one()).toMatchObject({ compared: 50, ghosts: 50 });
    expect(await cursor()).toBe('0');
  });

  it('stays where it was when the budget is spent', async () => {
    await cronParts().index.setCursor('drift', '17');
    expect(await mendDrift(cronParts({ budget: budgetOf(0) }))).toMatchObject({ compared: 0 });
    expect(await cursor()).toBe('17');
  });
});
