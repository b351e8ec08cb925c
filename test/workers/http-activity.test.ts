/** Sign-ins and ends by the hour over HTTP. Contract: "Session management", activity. */
import { createScheduledController } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { expect, it } from 'vitest';
import type { Env } from '../../src/config.ts';
import worker from '../../src/index.ts';
import { DAY, HOUR } from './cron-scene.ts';
import { created, keyHeader, send, told } from './http-client.ts';
import { db } from './within-service.ts';

const hourOf = (time: number) => Math.floor(time / HOUR) * HOUR;
const iso = (time: number) => new Date(time).toISOString();
const ask = (query: Readonly<Record<string, string>>, token = 'read-token') =>
  send('GET', `/v1/management/activity?${new URLSearchParams(query)}`, { token });

it('tells the hours that cron has counted, those that begin in the time asked for', async () => {
  const hour = hourOf(Date.now()) - 2 * HOUR;
  await created({ created: iso(hour) });
  const { key } = await created({ created: iso(hour + HOUR - 1) });
  expect((await send('DELETE', '/v1/session', { headers: keyHeader(key) })).status).toBe(204);
  await db
    .prepare('UPDATE history SET ended = ?')
    .bind(hour + 1)
    .run();
  await worker.scheduled(createScheduledController(), env as unknown as Env);

  const response = await ask({ from: iso(hour), to: iso(hour + HOUR) });
  expect(response.status).toBe(200);
  expect(await response.json()).toEqual({
    hours: [
      {
        hour: iso(hour),
        signIns: 2,
        endings: { user_logout: 0, terminated: 1, expired: 0, replaced: 0, limit: 0 },
      },
    ],
  });
  const hoursOf = async (query: Readonly<Record<string, string>>) =>
    (await (await ask(query)).json<{ hours: { hour: string }[] }>()).hours.map((one) => one.hour);
  expect(await hoursOf({ from: iso(hour + 1), to: iso(hour + HOUR + 1) })).toEqual([iso(hour + HOUR)]);
  expect(await hoursOf({ from: iso(hour), to: iso(hour) })).toEqual([]);
  const day = await hoursOf({});
  expect(day).toHaveLength(24);
  expect(day).toEqual(day.toSorted());
});

it('asks for the scope manage:read', async () => {
  expect(await told(await ask({}, 'store-token'))).toBe('403 insufficient-scope');
});

it('refuses what is no time, a time that runs backwards, and more than 31 days', async () => {
  const now = Date.now();
  const refused: readonly (readonly [string, Readonly<Record<string, string>>])[] = [
    ['from', { from: 'yesterday' }],
    ['to', { to: '2026-01-01' }],
    ['from', { from: iso(now), to: iso(now - 1) }],
    ['from', { from: iso(now - 31 * DAY - 1), to: iso(now) }],
    ['since', { since: iso(now) }],
  ];
  for (const [path, query] of refused) expect(await told(await ask(query))).toBe(`400 invalid-request ${path}`);
  expect((await ask({ from: iso(now - 31 * DAY), to: iso(now) })).status).toBe(200);
});
