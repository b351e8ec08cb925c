/** Cron is the guarantee behind the alarms: a notification whose object lost its alarm goes out. Contract: design.md, 12. */
import { createScheduledController } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { expect, inject, it } from 'vitest';
import type { Env } from '../../src/config.ts';
import worker from '../../src/index.ts';
import { routeOf } from '../../src/session/keys.ts';
import { Party } from '../system/harness/party.ts';
import type { Behaviour } from '../system/harness/relying-party.ts';
import { HOUR } from './cron-scene.ts';
import { fresh, send } from './http-client.ts';
import { stored } from './ticket-client.ts';
import { db, inside } from './within-service.ts';

// Set before any object exists: each reads it once.
const bindings = Object.assign(env as unknown as Env, {
  ALLOW_PRIVATE_LOGOUT_URIS: 'true',
  ISSUER: 'https://op.example.com',
});

/** Somebody was signed out, the client has not heard of it yet, and another attempt is due in some seconds. */
async function waiting(behaviour: Behaviour): Promise<{ party: Party; subject: string }> {
  const party = await Party.that(behaviour, inject('relyingParties'));
  const json = { backChannelLogoutUri: party.address };
  expect((await send('PUT', `/v1/clients/${party.clientId}`, { token: 'configure-token', json })).status).toBe(201);
  const subject = fresh('subject');
  await stored({ subject, clientIds: [party.clientId] });
  const removal = { token: 'manage-token', json: { subjectId: subject } };
  expect((await send('POST', '/v1/management/sessions/remove', removal)).status).toBe(200);
  await expect.poll(() => rowOf(subject)).toMatchObject({ status: 'pending', attempts: 1 });
  return { party, subject };
}

const rowOf = (subject: string) =>
  db.prepare('SELECT status, attempts FROM delivery WHERE subject = ?').bind(subject).first();

/** The next attempt was due an hour ago, and the alarm was lost. */
async function forget(subject: string): Promise<void> {
  const due = Date.now() - HOUR;
  await inside(await routeOf(subject), async (storage) => {
    storage.sql.exec('UPDATE delivery SET next_attempt = ?', due);
    await storage.deleteAlarm();
  });
  await db.prepare('UPDATE delivery SET next_attempt = ? WHERE subject = ?').bind(due, subject).run();
  // No other part of the scheduled work comes by.
  await db
    .prepare('DELETE FROM ix WHERE route = ?')
    .bind(await routeOf(subject))
    .run();
}

it('delivers what is overdue, to whom it is due, after one run', async () => {
  const those = [await waiting({ status: 500 }), await waiting({ status: 500 })];
  for (const { party, subject } of those) {
    await forget(subject);
    await party.tell({ status: 204 });
  }
  await worker.scheduled(createScheduledController(), bindings);
  for (const { party, subject } of those) {
    await expect.poll(() => rowOf(subject), { timeout: 10_000 }).toEqual({ status: 'delivered', attempts: 2 });
    expect(await party.claims()).toEqual([expect.objectContaining({ sub: subject, logout_reason: 'terminated' })]);
  }
});

it('leaves what still fails to its schedule', async () => {
  const { party, subject } = await waiting({ status: 500 });
  await forget(subject);
  await party.tell({ status: 503 });
  for (let n = 0; n < 3; n += 1) await worker.scheduled(createScheduledController(), bindings);
  await expect.poll(() => rowOf(subject), { timeout: 10_000 }).toEqual({ status: 'pending', attempts: 2 });
  expect(await party.claims()).toHaveLength(1);
});
