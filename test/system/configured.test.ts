/**
 * What the configuration changes, over real objects and their real alarms: jurisdiction, clean-up, the session limit.
 * Nothing waits for a time: what follows by itself is polled, within bounds.
 */
import { afterEach, describe, expect, it } from 'vitest';
import { Service } from './harness/service.ts';
import { fresh, keyHeader, listed, newSession, Sessions } from './harness/sessions.ts';
import { stateFolder } from './harness/state-folder.ts';

let sessions: Sessions;

async function configured(variables: Readonly<Record<string, string>>): Promise<void> {
  sessions = new Sessions(await Service.start({ folder: stateFolder(), variables }));
}

afterEach(() => sessions.service.stop());

const past = new Date(Date.now() - 1_000).toISOString();
const codeOf = (answer: { readonly status: number; readonly text: string }) => [
  answer.status,
  JSON.parse(answer.text).code,
];

describe('a jurisdiction', () => {
  it.each(['eu', 'us', 'fedramp'])('%s: everything works where the runtime has none', async (JURISDICTION) => {
    await configured({ JURISDICTION });
    const ready = await sessions.service.send('GET', '/readyz');
    expect([ready.status, JSON.parse(ready.text).object]).toEqual([200, 'ok']);
    const subjectId = fresh('subject');
    const minted = await sessions.created({ subjectId });
    const chosen = await sessions.created({ subjectId, key: fresh('chosen key') });
    const moved = await sessions.service.send('PUT', '/v1/session', {
      headers: keyHeader(chosen.key),
      json: { ...newSession(), subjectId: fresh('other'), created: past, renewed: past },
    });
    expect(moved.status).toBe(200);
    expect(listed(await sessions.find({ subjectId })).map(({ id }) => id)).toEqual([minted.id]);
  });
});

describe('clean-up', () => {
  it('ends what has expired at an alarm of its own', async () => {
    await configured({});
    const { key } = await sessions.created({ expires: new Date(Date.now() + 300).toISOString() });
    await expect
      .poll(async () => codeOf(await sessions.get(key)), { timeout: 60_000 })
      .toEqual([404, 'session-not-found']);
  });

  it('switched off, leaves it to remove-expired', async () => {
    await configured({ REMOVE_EXPIRED_SESSIONS: 'false' });
    const { key, id } = await sessions.created({ expires: past });
    await sessions.service.scheduled();
    expect((await sessions.get(key)).status).toBe(200);
    const removed = await sessions.service.send('POST', '/v1/sessions/remove-expired', { json: { count: 10 } });
    expect(JSON.parse(removed.text).sessions).toEqual([expect.objectContaining({ id, key })]);
    expect((await sessions.get(key)).status).toBe(404);
  });
});

describe('a session limit of two', () => {
  const keys = ['a minted key', 'a chosen key'] as const;
  const keyOf = (which: (typeof keys)[number]) => (which === 'a minted key' ? {} : { key: fresh(which) });

  it.each(keys)('deny: refuses the third, also under %s, and counts live ones only', async (which) => {
    await configured({
      SESSION_LIMIT_PER_SUBJECT: '2',
      SESSION_LIMIT_POLICY: 'deny',
      REMOVE_EXPIRED_SESSIONS: 'false',
    });
    const subjectId = fresh('subject');
    const key = keyOf(which);
    await sessions.created({ subjectId, expires: past });
    await sessions.created({ subjectId });
    const second = await sessions.created({ subjectId });
    expect(codeOf(await sessions.create({ subjectId, ...key }))).toEqual([409, 'session-limit']);
    expect(codeOf(await sessions.create({ subjectId, ...key }))).toEqual([409, 'session-limit']);
    await sessions.service.send('DELETE', '/v1/session', { headers: keyHeader(second.key) });
    expect((await sessions.create({ subjectId, ...key })).status).toBe(201);
  });

  it.each(keys)('evict-oldest: ends the earliest, also for %s', async (which) => {
    await configured({ SESSION_LIMIT_PER_SUBJECT: '2' });
    const subjectId = fresh('subject');
    const key = keyOf(which);
    const late = await sessions.created({ subjectId, created: '2026-02-01T00:00:00Z' });
    const early = await sessions.created({ subjectId, created: '2026-01-01T00:00:00Z' });
    const third = await sessions.created({ subjectId, created: '2026-03-01T00:00:00Z', ...key });
    expect(listed(await sessions.find({ subjectId })).map(({ id }) => id)).toEqual([late.id, third.id]);
    expect((await sessions.get(early.key)).status).toBe(404);
  });
});
