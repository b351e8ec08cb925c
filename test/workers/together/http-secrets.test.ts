/** No error repeats a key, a ticket, a token or a body. Contract: "Answers". The log: `http-faults.test.ts`. */
import { describe, expect, it } from 'vitest';
import { created, newSession, type Problem, send } from '../http-client.ts';
import { findGrants, getGrant, postGrant, removeGrant } from '../management-client.ts';

const create = (given: Readonly<Record<string, unknown>>) => send('POST', '/v1/sessions', { json: newSession(given) });
const post = (raw: string) => send('POST', '/v1/sessions', { raw, headers: { 'Content-Type': 'application/json' } });

describe('no error repeats', () => {
  it.each(['key', 'ticket', 'subjectId', 'created', 'displayName'])('the value of %s', async (field) => {
    const secret = 'S3cretValue';
    const response = await create({ [field]: [secret] });
    expect(await response.text()).not.toContain(secret);
  });
  it('an unparsable body, or a secret in the place of a name', async () => {
    expect(await (await post('{"S3cretValue')).text()).not.toContain('S3cret');
    const { key } = await created();
    expect(await (await create({ [key]: 1 })).text()).not.toContain(key);
    expect(await (await send('GET', `/v1/sessions?${key}=1`)).text()).not.toContain(key);
    const problem = await (await send('GET', '/v1/session', { headers: { 'Session-Key': `${key}%` } })).json<Problem>();
    expect(JSON.stringify(problem)).not.toContain(key);
  });
  it.each(['key', 'type', 'data', 'lookup', 'creationTime', 'description'])(
    'the value of %s of a grant',
    async (field) => {
      const secret = 'S3cretValue';
      for (const value of [[secret], `${secret}\ud800`, secret.repeat(60_000)]) {
        const response = await postGrant({ [field]: value });
        expect([response.status, (await response.text()).includes(secret)]).toEqual([400, false]);
      }
    },
  );
  it('the key of a grant, wherever it stands', async () => {
    const key = `S3cretValue${'x'.repeat(60)}`;
    const answers = [
      await getGrant(key),
      await removeGrant(key, { Prefer: 'return=representation' }),
      await send('GET', '/v1/grant', { headers: { 'Grant-Key': `${key}%` } }),
      await send('GET', `/v1/grant?${key}=1`, { headers: { 'Grant-Key': key } }),
      await postGrant({ [key]: 1 }),
      await findGrants({ subjectId: 'a', [key]: 1 }),
    ];
    for (const response of answers) {
      expect(response.ok).toBe(false);
      expect(await response.text()).not.toContain('S3cret');
    }
  });
  it.each(['key', 'subjectId', 'sessionId', 'created', 'ticket', 'partition'])(
    'the value of %s of the session of a BFF',
    async (field) => {
      const secret = 'S3cretValue';
      const headers = { 'Session-Key': 'k' };
      for (const value of [[secret], `${secret}\ud800`, secret.repeat(60_000)]) {
        const json = { subjectId: 's', sessionId: 't', ticket: '', [field]: value };
        for (const response of [
          await send('POST', '/v1/bff/app/sessions', { json }),
          await send('PUT', '/v1/bff/app/session', { json, headers }),
        ]) {
          expect([response.status, (await response.text()).includes(secret)]).toEqual([400, false]);
        }
      }
    },
  );
  it('the key of the session of a BFF, wherever it stands', async () => {
    const key = `S3cretValue${'x'.repeat(60)}`;
    const headers = { 'Session-Key': key };
    const json = { subjectId: 's', sessionId: 't', ticket: '' };
    const answers = [
      await send('GET', '/v1/bff/app/session', { headers }),
      await send('GET', '/v1/bff/app/session', { headers: { 'Session-Key': `${key}%` } }),
      await send('GET', `/v1/bff/app/session?${key}=1`, { headers }),
      await send('PUT', '/v1/bff/app/session', { headers, json }),
      await send('PUT', '/v1/bff/app/session', { headers, json: { ...json, key: `${key}x` } }),
      await send('POST', '/v1/bff/app/sessions', { json: { ...json, [key]: 1 } }),
      await send('GET', `/v1/bff/app/sessions/${key}`),
    ];
    for (const response of answers) {
      expect(response.ok).toBe(false);
      expect(await response.text()).not.toContain('S3cret');
    }
  });
  it.each(['0f1e2d3c4b5a69788796a5b4c3d2e1f0', 'Hq3vZ0xT8mWb2nLr5yKd7A', 'hq3vz0xt8mwb2nlr5ykd7aqwertyuiop'])(
    'a secret of 128 bits in the place of a name: %s',
    async (secret) => {
      const answers = [
        await create({ [secret]: 1 }),
        await create({ ticket: { [secret]: secret } }),
        await post(`{"${secret}":1,"${secret}":2}`),
        await send('GET', `/v1/sessions?${secret}=1`),
      ];
      for (const answer of answers) {
        expect(answer.status).toBe(400);
        expect(await answer.text()).not.toContain(secret);
      }
    },
  );
});

it('a field that nobody knows is named, where its name can be no secret', async () => {
  for (const name of ['subject_id', 'x1', 'sendBackchannelLogoutNotifications']) {
    expect(await (await create({ [name]: 1 })).json()).toMatchObject({ errors: [{ path: name }] });
  }
});
