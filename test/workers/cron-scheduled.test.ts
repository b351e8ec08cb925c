/** All the scheduled work together, as the platform starts it. */
import { createScheduledController } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { expect, it } from 'vitest';
import type { Env } from '../../src/config.ts';
import { scheduled } from '../../src/cron/scheduled.ts';
import worker from '../../src/index.ts';
import { budgetOf, cronParts, DAY, HOUR, type Logged, letExpire, plantGhosts, rowOf } from './cron-scene.ts';
import { created, get, told as toldOf } from './http-client.ts';
import { delivery, idOf, newIndex, past, told } from './index-rows.ts';
import { db } from './within-service.ts';

const expiring = () => created({ expires: new Date(Date.now() + HOUR).toISOString() });
const parts = (logged: readonly Logged[]) => logged.map(({ event, details }) => `${event} ${details.part}`);

it('ends what has expired, mends the index and purges it', async () => {
  const session = await expiring();
  await letExpire(session.subjectId);
  const [ghost = ''] = await plantGhosts(1, { route: 's'.repeat(22), home: 's'.repeat(22) });
  await worker.scheduled(createScheduledController(), env as unknown as Env);
  expect(await toldOf(await get(session.key))).toBe('404 session-not-found');
  expect(await rowOf(session.id)).toMatchObject({ state: 'ended' });
  expect(await rowOf(ghost)).toBeNull();
});

it('ends nothing where REMOVE_EXPIRED_SESSIONS says so, and does the rest', async () => {
  const { subjectId, id } = await expiring();
  await letExpire(subjectId);
  const run = cronParts({ removeExpired: false });
  await scheduled(run);
  expect(parts(run.logged)).toEqual([
    'cron overdue-deliveries',
    'cron drift',
    'cron buckets',
    'cron unprojected',
    'cron activity',
    'cron purge',
    'cron reseal',
  ]);
  expect(await rowOf(id)).not.toBeNull();
});

it('goes on with the other parts where one fails', async () => {
  await db.batch([db.prepare('DELETE FROM activity'), db.prepare('ALTER TABLE cron_state RENAME TO cron_state_away')]);
  const run = cronParts();
  await scheduled(run);
  await db.prepare('ALTER TABLE cron_state_away RENAME TO cron_state').run();
  expect(parts(run.logged)).toEqual([
    'cron overdue-deliveries',
    'cron-failed expired-sessions',
    'cron-failed expired-grants',
    'cron-failed drift',
    'cron-failed buckets',
    'cron-failed unprojected',
    'cron-failed activity',
    'cron purge',
    'cron reseal',
  ]);
  await scheduled(cronParts());
});

it('does nothing that costs when its budget is spent from the start', async () => {
  const run = cronParts({ budget: budgetOf(0) });
  await scheduled(run);
  expect(run.logged.map(({ details }) => details.done)).toEqual([
    0,
    0,
    0,
    { compared: 0, behind: 0, ghosts: 0 },
    0,
    0,
    0,
    { tombstones: 0, fences: 0, history: 0, deliveries: 0, activity: 0 },
    { resealed: 0, stuck: 0, withoutKey: 0 },
  ]);
});

it('twice at once does each thing once', async () => {
  const sessions = [await expiring(), await expiring()];
  for (const { subjectId } of sessions) await letExpire(subjectId);
  const runs = [cronParts(), cronParts()];
  await Promise.all(runs.map(scheduled));
  const ended = runs.flatMap(({ logged }) =>
    logged.filter(({ details }) => details.part === 'expired-sessions').map(({ details }) => Number(details.done)),
  );
  expect(ended.reduce((sum, n) => sum + n, 0)).toBe(2);
  for (const { id } of sessions) expect(await rowOf(id)).toMatchObject({ state: 'ended' });
});

it('keeps history and finished deliveries for as many days as HISTORY_DAYS says', async () => {
  const [kept, gone] = [Date.now() - 2 * DAY + HOUR, Date.now() - 2 * DAY - HOUR];
  await newIndex().project(
    told([], {
      history: [past(1, { ended: kept }), past(2, { ended: gone })],
      deliveries: [
        delivery(1, { created: kept, status: 'delivered', nextAttempt: null }),
        delivery(2, { created: gone, status: 'delivered', nextAttempt: null }),
        delivery(3, { created: gone, status: 'dead', nextAttempt: null }),
        delivery(4, { created: gone, status: 'pending', nextAttempt: Date.now() + HOUR }),
      ],
    }),
  );
  const left = async () => [
    (await db.prepare('SELECT id FROM history WHERE ended IN (?, ?) ORDER BY n').bind(kept, gone).all()).results,
    (await db.prepare('SELECT id FROM delivery ORDER BY n').all()).results,
  ];
  const ids = (...ns: number[]) => ns.map((n) => ({ id: idOf(n) }));
  const run = (variables: object) =>
    worker.scheduled(createScheduledController(), { ...env, ...variables } as unknown as Env);
  await run({});
  expect(await left()).toEqual([ids(1, 2), ids(1, 2, 3, 4)]);
  await run({ HISTORY_DAYS: '2' });
  expect(await left()).toEqual([ids(1), ids(1, 4)]);
});
