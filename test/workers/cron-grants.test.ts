/** Grants that have expired end by cron alone, as sessions do: the objects' alarms are lost in these tests. */
import { expect, it } from 'vitest';
import { endExpiredGrants } from '../../src/cron/expired-grants.ts';
import { routeOf } from '../../src/session/keys.ts';
import { budgetOf, cronParts, DAY, HOUR } from './cron-scene.ts';
import { fresh } from './http-client.ts';
import { type Grant, getGrant, granted } from './management-client.ts';
import { db, inside } from './within-service.ts';

const inAnHour = () => new Date(Date.now() + HOUR).toISOString();
const expiring = (given: Readonly<Record<string, unknown>> = {}) => granted({ expiration: inAnHour(), ...given });
const statuses = (grants: readonly Grant[]) => Promise.all(grants.map(async ({ key }) => (await getGrant(key)).status));
const index = async (subject: string) =>
  (await db.prepare('SELECT state FROM gx WHERE subject = ?1').bind(subject).all()).results;

/** The grants of a subject expired an hour ago, and their object's alarm was lost. */
async function letExpire(subjectId: string): Promise<void> {
  const end = Date.now() - HOUR;
  await inside(await routeOf(subjectId), async (storage) => {
    storage.sql.exec('UPDATE g SET expiration = ?1 WHERE expiration IS NOT NULL', end).toArray();
    await storage.deleteAlarm();
  });
  await db
    .prepare('UPDATE gx SET expiration = ?1 WHERE subject = ?2 AND expiration IS NOT NULL')
    .bind(end, subjectId)
    .run();
}

it('those that have expired go, of minted and chosen keys, and their key may be used again', async () => {
  const subjectId = fresh('subject');
  const [gone, also, stays] = [
    await expiring({ subjectId }),
    await expiring({ subjectId }),
    await granted({ subjectId }),
  ];
  await letExpire(subjectId);
  expect(await endExpiredGrants(cronParts())).toBe(2);
  expect(await statuses([gone, also, stays])).toEqual([404, 404, 200]);
  expect(await index(subjectId)).toEqual([{ state: 'live' }]);
  expect(await endExpiredGrants(cronParts())).toBe(0);
  await granted({ key: gone.key, subjectId });
});

it('those without an end, and those that have not reached it, stay', async () => {
  const grants = [await granted({ subjectId: fresh('subject') }), await expiring({ subjectId: fresh('subject') })];
  expect(await endExpiredGrants(cronParts())).toBe(0);
  expect(await statuses(grants)).toEqual([200, 200]);
});

it('one that lives longer than the index believes stays, and the index hears of it', async () => {
  const subjectId = fresh('subject');
  const grant = await expiring({ subjectId });
  await db.prepare('UPDATE gx SET expiration = 1, rev = rev - 1 WHERE subject = ?').bind(subjectId).run();
  expect(await endExpiredGrants(cronParts())).toBe(0);
  expect(await statuses([grant])).toEqual([200]);
  const told = async () =>
    (await db.prepare('SELECT expiration FROM gx WHERE subject = ?').bind(subjectId).first<{ expiration: number }>())
      ?.expiration;
  await expect.poll(told, { timeout: 30_000, interval: 100 }).toBe(Date.parse(grant.expiration ?? ''));
  expect((await (await getGrant(grant.key)).json<Grant>()).revision).toBe(grant.revision);
});

it('two runs at once end each once', async () => {
  const subjects = Array.from({ length: 4 }, () => fresh('subject'));
  for (const subjectId of subjects) {
    await expiring({ subjectId });
    await expiring({ subjectId });
    await letExpire(subjectId);
  }
  const ended = await Promise.all([endExpiredGrants(cronParts()), endExpiredGrants(cronParts())]);
  expect(ended[0] + ended[1]).toBe(8);
});

it('a run that stops goes on behind what it has asked about: rows that nobody has hold up nobody', async () => {
  await db
    .prepare(
      `INSERT INTO gx (id, route, home, state, rev, at, type, expiration)
       SELECT 'ghost' || value, 'nobody', 'nobody', 'live', 1, 1, 't', value FROM json_each(?)`,
    )
    .bind(JSON.stringify(Array.from({ length: 250 }, (_, n) => n + 1)))
    .run();
  const subjectId = fresh('subject');
  await expiring({ subjectId });
  await letExpire(subjectId);
  const one = () => endExpiredGrants(cronParts({ budget: budgetOf(1) }));
  expect([await one(), await one()]).toEqual([0, 1]);
  expect(await cronParts().index.cursor('expired-grants')).toBeNull();
  await db.prepare("DELETE FROM gx WHERE route = 'nobody'").run();
});

it('the objects end them by themselves where the alarm is not lost', async () => {
  const grant = await granted({ subjectId: fresh('subject'), expiration: new Date(Date.now() - DAY).toISOString() });
  await expect.poll(() => statuses([grant]), { timeout: 30_000, interval: 100 }).toEqual([404]);
});
