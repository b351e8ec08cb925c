/**
 * Sessions of BFFs while D1 does not answer, and at rest: what works by key and by subject works without it, and no key and no
 * ticket is readable in any file of the state.
 */
import { createHash, randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { needlesOf } from './harness/encodings.ts';
import { type Answer, Service } from './harness/service.ts';
import { fresh, keyHeader } from './harness/sessions.ts';
import { filesOf, stateFolder } from './harness/state-folder.ts';

const folder = stateFolder();
const partition = fresh('app');
const BASE = `/v1/bff/${partition}`;
const MANAGER = 'the-token-of-a-manager';
const converged = { timeout: 120_000, interval: 250 };

let service: Service;
const d1 = (state: 'up' | 'down') => service.send('PUT', '/test/faults', { json: { d1: state } });

beforeAll(async () => {
  const sha256 = createHash('sha256').update(MANAGER).digest('hex');
  const variables = { API_TOKENS_2: JSON.stringify([{ name: 'manager', sha256, scopes: ['store', 'manage'] }]) };
  service = await Service.start({ folder, entry: 'test/system/harness/faulty-worker.ts', variables });
});
beforeEach(() => d1('up'));
afterAll(() => service.stop());

type Given = Readonly<Record<string, unknown>>;
const create = (given: Given) => service.send('POST', `${BASE}/sessions`, { json: { ticket: 't', ...given } });
const put = (key: string, given: Given) =>
  service.send('PUT', `${BASE}/session`, { headers: keyHeader(key), json: { ticket: 't', ...given } });
const get = async (key: string) => (await service.send('GET', `${BASE}/session`, { headers: keyHeader(key) })).status;
const remove = (key: string) => service.send('DELETE', `${BASE}/session`, { headers: keyHeader(key) });
const find = async (filter: Given): Promise<readonly string[]> => {
  const { text } = await service.send('POST', `${BASE}/sessions/find`, { json: filter });
  return JSON.parse(text).sessions.map(({ key }: { key: string }) => key);
};
const told = ({ status, headers, text }: Answer) => [
  status,
  headers.get('Session-Index'),
  text === '' ? null : JSON.parse(text).replaced,
];

describe('while D1 is down', () => {
  it('sessions are created, replaced, read, updated and ended, all pending, and the index follows', async () => {
    const [subjectId, sessionId, other] = [fresh('subject'), fresh('sid'), fresh('other')];
    const [one, two, three] = [fresh('one'), fresh('two'), fresh('three')];
    expect(told(await create({ key: one, subjectId, sessionId }))).toEqual([201, null, false]);
    expect(told(await create({ key: three, subjectId }))).toEqual([201, null, false]);
    await d1('down');
    expect(told(await create({ key: two, subjectId, sessionId }))).toEqual([201, 'pending', true]);
    expect(told(await create({ key: two, subjectId, sessionId }))).toEqual([201, 'pending', true]);
    expect(await get(one)).toBe(404);
    expect(told(await put(three, { subjectId: other, sessionId }))).toEqual([200, 'pending', false]);
    expect(await find({ subjectId })).toEqual([two]);
    expect(told(await put(three, { subjectId, sessionId }))).toEqual([200, 'pending', true]);
    expect(await find({ subjectId })).toEqual([three]);
    expect((await put(two, { subjectId, sessionId })).status).toBe(410);
    await d1('up');
    await expect.poll(() => find({ sessionId }), converged).toEqual([three]);
    await d1('down');
    expect(told(await remove(three))).toEqual([204, 'pending', null]);
    await d1('up');
    await expect.poll(() => find({ sessionId }), converged).toEqual([]);
  });

  it('RemoveSessions of a subject ends them, and what needs the index is 503 and says what may have happened', async () => {
    const [subjectId, sessionId, key] = [fresh('subject'), fresh('sid'), fresh('key')];
    await create({ key, subjectId, sessionId });
    await d1('down');
    const headers = { Authorization: `Bearer ${MANAGER}` };
    const path = '/v1/management/sessions/remove';
    for (const [where, json, mayHaveBeenStored] of [
      [`${BASE}/sessions/find`, { sessionId }, false],
      [`${BASE}/sessions/delete`, { sessionId }, true],
      [path, { sessionId, bffPartitions: [partition] }, true],
      ['/v1/bff/sessions/remove-expired', {}, false],
    ] as const) {
      const { status, text } = await service.send('POST', where, { json, headers });
      expect([where, status, JSON.parse(text).mayHaveBeenStored]).toEqual([where, 503, mayHaveBeenStored]);
    }
    const removed = await service.send('POST', path, { json: { subjectId, bffPartitions: [partition] }, headers });
    expect([removed.status, JSON.parse(removed.text).bffSessionsRemoved]).toEqual([200, 1]);
    expect(await get(key)).toBe(404);
  });
});

it('at rest, no key and no ticket is readable', async () => {
  const marker = (name: string) => `${name}~${randomBytes(9).toString('hex')}?>ÿ/~end`;
  const secrets: string[] = [];
  const secret = (name: string) => {
    secrets.push(marker(name));
    return secrets.at(-1) ?? '';
  };
  const ticket = (name: string) => secret(name).repeat(200);
  const [subjectId, sessionId, shown] = [marker('subject'), marker('sid'), marker('shown')];
  const key = secret('chosen key');
  await create({ key, subjectId, sessionId, ticket: ticket('created') });
  await create({ key, subjectId, sessionId, ticket: ticket('created anew') });
  await put(key, { subjectId: shown, sessionId, ticket: ticket('moved') });
  const minted = await create({ subjectId: shown, sessionId, ticket: ticket('makes room') });
  secrets.push(JSON.parse(minted.text).key);
  await service.send('PUT', '/test/faults', { json: { adopt: 'fails' } });
  expect((await create({ key: secret('hangs'), subjectId, ticket: ticket('on its way') })).status).toBe(503);
  const files = filesOf(folder);
  const holds = (text: string) => needlesOf(text).some(({ bytes }) => files.some((file) => file.bytes.includes(bytes)));
  expect(holds(shown)).toBe(true);
  expect(secrets.filter(holds)).toEqual([]);
});
