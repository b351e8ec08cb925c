/** What has expired in a partition ends by itself, by the object's alarm and by cron, and nobody hears of it. */
import { runDurableObjectAlarm } from 'cloudflare:test';
import { expect, it } from 'vitest';
import { endExpiredSessions } from '../../src/cron/expired-sessions.ts';
import { routeOf } from '../../src/session/keys.ts';
import { bff, createdBff, foundBff, getBff, removedExpiredBff } from './bff-client.ts';
import { cronParts, letExpire } from './cron-scene.ts';
import { created, fresh, told } from './http-client.ts';
import { granted, history, surviving, toldOf } from './management-client.ts';
import { objects } from './within-service.ts';

const inAnHour = () => new Date(Date.now() + 3_600_000).toISOString();

async function expiring() {
  const [partition, subjectId, sessionId] = [fresh('app'), fresh('subject'), fresh('sid')];
  const session = await bff(partition, { subjectId, sessionId, expires: inAnHour() });
  const grant = await granted({ subjectId, sessionId });
  await letExpire(subjectId);
  return { partition, subjectId, session, grant };
}

it.each(['alarm', 'cron', 'call'])('by %s', async (how) => {
  const { partition, subjectId, session, grant } = await expiring();
  if (how === 'alarm') {
    // It was lost: a request arms another.
    await foundBff(partition, { subjectId });
    await runDurableObjectAlarm(objects.getByName(await routeOf(subjectId)));
  }
  if (how === 'cron') await endExpiredSessions(cronParts());
  if (how === 'call') expect(await removedExpiredBff()).toBe(1);
  expect(await told(await getBff(partition, session.key))).toBe('404 session-not-found');
  expect((await history({ subjectId })).results).toEqual([]);
  expect(await toldOf(subjectId)).toEqual([]);
  expect(await surviving([grant])).toEqual([grant.data]);
});

it('by call, an object ends what is of BFFs and counts nothing else', async () => {
  const [partition, subjectId] = [fresh('app'), fresh('subject')];
  await created({ subjectId, expires: inAnHour() });
  const sessions = [await bff(partition, { subjectId }), await bff(partition, { subjectId })];
  await letExpire(subjectId);
  expect(await removedExpiredBff()).toBe(sessions.length);
});

it('a session that has expired and was created anew on its key lives', async () => {
  const [partition, subjectId, sessionId, key] = [fresh('app'), fresh('subject'), fresh('sid'), fresh('key')];
  await bff(partition, { key, subjectId, sessionId, expires: inAnHour() });
  await letExpire(subjectId);
  expect(await createdBff(partition, { key, subjectId, sessionId })).toMatchObject({ replaced: true });
  await endExpiredSessions(cronParts());
  expect(await removedExpiredBff()).toBe(0);
  expect((await getBff(partition, key)).status).toBe(200);
});
