/**
 * What holds for sessions of the provider does not hold for those of BFFs: limit, coordination, public ids, absolute lifetime.
 * Contract: "BFF sessions".
 */
import { describe, expect, it } from 'vitest';
import { sessionIdOf } from '../../../src/session/keys.ts';
import { bff, foundBff, getBff, postBff } from '../bff-client.ts';
import { INVALID, validate } from '../coordination-table.ts';
import { created, fresh, keyHeader, send, told } from '../http-client.ts';
import { registered } from '../management-client.ts';
import { inSeconds, retrieve, store, stored, workerWith } from '../ticket-client.ts';

describe('the session limit', () => {
  const limited = { SESSION_LIMIT_PER_SUBJECT: '1' };
  const denying = workerWith({ ...limited, SESSION_LIMIT_POLICY: 'deny' });
  const evicting = workerWith(limited);

  it('does not count them: the provider takes its session', async () => {
    const [partition, subject] = [fresh('app'), fresh('subject')];
    const sessions = [await bff(partition, { subjectId: subject }), await bff(partition, { subjectId: subject })];
    await stored({ subject }, denying);
    expect(await told(await store({ subject }, {}, denying))).toBe('409 session-limit');
    await stored({ subject }, evicting);
    for (const { key } of sessions) expect((await getBff(partition, key)).status).toBe(200);
  });
  it.each([
    ['deny', denying],
    ['evict-oldest', evicting],
  ])('%s: refuses none of them, and none of the provider goes for them', async (_, call) => {
    const [partition, subject] = [fresh('app'), fresh('subject')];
    const { key } = await stored({ subject }, call);
    for (const chosen of [null, fresh('chosen'), null]) {
      expect((await postBff(partition, { key: chosen, subjectId: subject }, {}, call)).status).toBe(201);
    }
    expect((await foundBff(partition, { subjectId: subject })).length).toBe(3);
    expect((await retrieve(key)).status).toBe(200);
  });
});

it('the absolute lifetime of tickets is not theirs', async () => {
  const [partition, key] = [fresh('app'), fresh('key')];
  const call = workerWith({ SESSION_ABSOLUTE_LIFETIME: '60' });
  const given = { key, created: inSeconds(-3_600), expires: inSeconds(3_600) };
  expect((await postBff(partition, given, {}, call)).status).toBe(201);
  expect(await (await getBff(partition, key)).json()).toMatchObject({ expires: given.expires });
});

it('ValidateSession is about sessions of the provider, and slides no other', async () => {
  const [partition, subjectId, sessionId] = [fresh('app'), fresh('subject'), fresh('sid')];
  const clientId = await registered({ coordinateLifetimeWithUserSession: true });
  // Past half of its window.
  const times = { created: inSeconds(-60), renewed: inSeconds(-60), expires: inSeconds(30) };
  const session = await bff(partition, { subjectId, sessionId, ...times });
  for (const asked of [{ subjectId, sessionId }, { subjectId }]) {
    expect(await validate({ ...asked, clientId })).toEqual(INVALID);
  }
  expect(await (await getBff(partition, session.key)).json()).toEqual(session);
  await created({ subjectId, sessionId });
  expect(await validate({ subjectId, sessionId, clientId })).toMatchObject({ valid: true });
});

it('they have no public id, no ticket and no touch', async () => {
  const partition = fresh('app');
  const session = await bff(partition, { expires: inSeconds(3_600) });
  const id = await sessionIdOf(session.key, partition);
  for (const path of [`/v1/sessions/${id}`, `/v1/management/sessions/${id}`]) {
    expect(await told(await send('GET', path, { token: 'all-token' })), path).toBe('404 session-not-found');
  }
  const headers = keyHeader(session.key);
  expect(await told(await send('GET', '/v1/ticket', { headers }))).toBe('404 session-not-found');
  expect(await told(await send('POST', '/v1/ticket/renew', { headers }))).toBe('404 session-not-found');
  for (const path of ['/v1/ticket', '/v1/session']) {
    expect((await send('DELETE', path, { headers })).headers.get('Already-Absent'), path).toBe('true');
  }
  expect(await (await getBff(partition, session.key)).json()).toEqual(session);
});
