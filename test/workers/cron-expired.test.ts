/**
 * What has expired ends by cron alone: the objects' alarms are lost in these tests, and the sessions are past their end
 * in object and index alike (design.md, invariant 12).
 */
import { expect, it } from 'vitest';
import { endExpiredSessions } from '../../src/cron/expired-sessions.ts';
import { routeOf } from '../../src/session/keys.ts';
import { budgetOf, cronParts, HOUR, letExpire, plantGhosts, rowOf } from './cron-scene.ts';
import { created, fresh, get, keyHeader, newSession, type Session, send, told } from './http-client.ts';
import { db, inside } from './within-service.ts';

const inAnHour = () => new Date(Date.now() + HOUR).toISOString();
const expiring = (given: Readonly<Record<string, unknown>> = {}) => created({ expires: inAnHour(), ...given });

it('sessions that have expired end, minted and chosen keys alike, and their keys stay refused', async () => {
  const sessions = [await expiring(), await expiring({ key: fresh('a chosen key') })];
  for (const { subjectId } of sessions) await letExpire(subjectId);
  expect(await endExpiredSessions(cronParts())).toBe(2);
  for (const { key, id } of sessions) {
    expect(await told(await get(key))).toBe('404 session-not-found');
    expect(await told(await send('POST', '/v1/sessions', { json: newSession({ key }) }))).toBe('410 session-ended');
    expect(await rowOf(id)).toMatchObject({ state: 'ended' });
  }
  expect(await endExpiredSessions(cronParts())).toBe(0);
});

it('one that has moved to another subject ends where it is now', async () => {
  const session = await expiring({ key: fresh('a chosen key') });
  const subjectId = fresh('subject');
  const moved = await send('PUT', '/v1/session', { headers: keyHeader(session.key), json: { ...session, subjectId } });
  expect(moved.status).toBe(200);
  await letExpire(subjectId);
  expect(await endExpiredSessions(cronParts())).toBe(1);
  expect(await told(await get(session.key))).toBe('404 session-not-found');
});

it('others stay: those without an end, those that have not reached it', async () => {
  const [without, later] = [await created(), await expiring()];
  expect(await endExpiredSessions(cronParts())).toBe(0);
  for (const { key } of [without, later]) expect((await get(key)).status).toBe(200);
});

it('one that was renewed meanwhile survives, and the index learns its end', async () => {
  const now = Date.now();
  const at = (milliseconds: number) => new Date(milliseconds).toISOString();
  const session = await expiring({ created: at(now), renewed: at(now) });
  const end = Date.parse(session.expires ?? '') + 60_000;
  // Too small a move to be told to the index at once; then the index is as late as it can be.
  const json = { ...session, renewed: at(now + 60_000), expires: at(end) };
  expect((await send('PUT', '/v1/session', { headers: keyHeader(session.key), json })).status).toBe(200);
  await db.prepare('UPDATE ix SET expires = 1, ends = 1 WHERE id = ?').bind(session.id).run();
  await inside(await routeOf(session.subjectId), ({ sql }) => sql.exec('UPDATE s SET indexed_ends = 1').toArray());

  expect(await endExpiredSessions(cronParts())).toBe(0);
  expect(await (await get(session.key)).json<Session>()).toMatchObject({
    expires: at(end),
    revision: expect.any(Number),
  });
  await expect.poll(async () => (await rowOf(session.id))?.ends, { timeout: 30_000, interval: 100 }).toBe(end);
});

it('stops when its budget is spent, and the next run goes on', async () => {
  const subjectId = fresh('subject');
  const sids = Array.from({ length: 330 }, () => fresh('sid'));
  for (let n = 0; n < sids.length; n += 66) {
    await Promise.all(sids.slice(n, n + 66).map((sessionId) => expiring({ subjectId, sessionId })));
  }
  await letExpire(subjectId);
  expect(await endExpiredSessions(cronParts({ budget: budgetOf(0) }))).toBe(0);
  // A page of the index, and the batch that its object ends besides.
  expect(await endExpiredSessions(cronParts({ budget: budgetOf(1) }))).toBe(300);
  expect(await endExpiredSessions(cronParts({ budget: budgetOf(1) }))).toBe(30);
  const found = await send('POST', '/v1/sessions/find', { json: { subjectId } });
  expect((await found.json<{ sessions: Session[] }>()).sessions).toEqual([]);
});

it('rows of the index that nobody has do not hold up what has really expired', async () => {
  const route = 'n'.repeat(22);
  await plantGhosts(250, { route, home: route });
  await db.prepare("UPDATE ix SET expires = 1, ends = 1 WHERE subject = 'ghost'").run();
  const { subjectId } = await expiring();
  await letExpire(subjectId);
  expect(await endExpiredSessions(cronParts())).toBe(1);
});
