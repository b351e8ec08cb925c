/**
 * Nothing secret is readable at rest: keys, tickets and what stands in them, idempotency keys, API tokens and ticket keys.
 * Every file of the state is searched, as bytes, while the service runs and after it has stopped. Controls: values of the
 * same form that are stored plainly, and one planted in every encoding, must be found by the same search.
 */
import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ENCODERS, needlesOf } from './harness/encodings.ts';
import { Service, TOKEN, ticketKey } from './harness/service.ts';
import { type Keyed, Sessions } from './harness/sessions.ts';
import { filesOf, objectsWith, type StateFile, stateFolder } from './harness/state-folder.ts';

/** A text that occurs nowhere else; with characters that every encoding has to change, and `+/` in base64. */
const marker = (name: string): string => `${name}~${randomBytes(9).toString('hex')}?>ÿ/~end`;
const RING = [ticketKey('first', 0xa7)];

const secrets = new Map<string, string>();
const secret = (name: string): string => {
  const text = marker(name);
  secrets.set(text, name);
  return text;
};

/** So long that it fills pages of its own, and so regular that some copy of the marker lies in one piece. */
function ticket(name: string): string {
  const claim = { type: 'email', value: secret(`claim, ${name}`) };
  const items = { access_token: secret(`token, ${name}`).repeat(100) };
  return JSON.stringify({ scheme: 'cookie', claims: Array(60).fill(claim), properties: { items }, clientIds: [] });
}

const [shownName, shownDevice, planted] = [marker('shown name'), marker('shown device'), marker('planted')];
const folder = stateFolder();
let whileRunning: readonly StateFile[];
let afterStop: readonly StateFile[];
const logs: string[] = [];

const remember = ({ key }: Keyed, name: string): void => void secrets.set(key, name);

async function useEverything(sessions: Sessions): Promise<void> {
  const own = await sessions.created({ ticket: ticket('created'), displayName: shownName, device: shownDevice });
  remember(own, 'minted key');
  const chosen = await sessions.created({ key: secret('chosen key'), ticket: ticket('created by a chosen key') });
  for (const session of [own, chosen]) {
    expect((await sessions.update(session, { ticket: ticket('updated') })).status).toBe(200);
    expect((await sessions.update(session, { ticket: ticket('moved'), subjectId: marker('next') })).status).toBe(200);
    expect((await sessions.get(session.key)).status).toBe(200);
  }
  for (const key of [null, secret('chosen key of a repeatable create')]) {
    const json = { scheme: 'c', subjectId: marker('subject'), sessionId: 's', key, ticket: ticket('kept answer') };
    const headers = { 'Idempotency-Key': `request-${randomBytes(12).toString('hex')}` };
    secrets.set(headers['Idempotency-Key'], 'idempotency key');
    const answers = [];
    for (let n = 0; n < 2; n += 1) answers.push(await sessions.service.send('POST', '/v1/sessions', { json, headers }));
    expect(answers.map(({ status }) => status)).toEqual([201, 201]);
    expect(answers[1]?.headers.get('Idempotency-Replayed')).toBe('true');
    remember(JSON.parse(answers[0]?.text ?? ''), 'minted key of a repeatable create');
  }
  const ended = await sessions.created({ key: secret('ended key'), ticket: ticket('ended') });
  expect((await sessions.delete(ended.key)).status).toBe(204);
  expect((await sessions.query({ displayName: 'shown', countRequested: '1' })).status).toBe(200);
}

async function plant(service: Service): Promise<void> {
  await service.sql('CREATE TABLE control (encoding TEXT, value BLOB)');
  for (const [encoding, encode] of Object.entries(ENCODERS)) {
    // Between neighbours: what is looked for must not rely on where a value begins.
    const value = Buffer.concat([Buffer.from('xyz'), encode(planted), Buffer.from('xyz')]);
    await service.sql('INSERT INTO control VALUES (?, ?)', encoding, [...value]);
  }
}

beforeAll(async () => {
  secrets.set(TOKEN, 'API token');
  let service = await Service.start({ folder, ticketKeys: RING });
  await useEverything(new Sessions(service));
  await plant(service);
  whileRunning = filesOf(folder);
  logs.push(...service.logs);
  await service.stop();

  // The same state, in a service whose objects cannot deliver: a move and a create stay in the middle of their way.
  service = await Service.start({ folder, ticketKeys: RING, entry: 'test/system/harness/faulty-worker.ts' });
  const sessions = new Sessions(service);
  const hanging = await sessions.created({ key: secret('key of a hanging move'), ticket: ticket('before the move') });
  await service.send('PUT', '/test/faults', { json: { adopt: 'fails' } });
  const moved = await sessions.update(hanging, { subjectId: marker('never'), ticket: ticket('hanging move') });
  const repeatable = { 'Idempotency-Key': `request-${randomBytes(12).toString('hex')}` };
  const made = await sessions.create({ key: secret('key of a hanging create'), ticket: ticket('hanging') }, repeatable);
  expect([moved.status, made.status]).toEqual([503, 503]);
  await service.send('PUT', '/test/faults', { json: { d1: 'down' } });
  expect((await sessions.created({ ticket: ticket('waiting') })).key).toBeTruthy();
  logs.push(...service.logs);
  await service.stop();
  afterStop = filesOf(folder);
});

afterAll(() => secrets.clear());

const found = (files: readonly StateFile[], text: string): string[] =>
  needlesOf(text)
    .filter(({ bytes }) => files.some((file) => file.bytes.includes(bytes)))
    .map(({ encoding }) => encoding);

describe.each([
  ['while the service runs', () => whileRunning],
  ['after it has stopped, in the middle of a move', () => afterStop],
])('at rest, %s', (_, files) => {
  it('there are databases of objects and of the index', () => {
    expect(files().filter(({ path }) => path.endsWith('.sqlite')).length).toBeGreaterThan(8);
    expect(files().reduce((sum, { bytes }) => sum + bytes.length, 0)).toBeGreaterThan(100_000);
  });

  it('what is stored plainly is found', () => {
    for (const text of [shownName, shownDevice]) expect(found(files(), text)).toContain('plain');
  });

  it('what was planted is found in every encoding', () => {
    expect(found(files(), planted)).toEqual(Object.keys(ENCODERS));
  });

  it('no key, ticket, claim or token is found in any encoding', () => {
    expect(secrets.size).toBeGreaterThan(20);
    const readable = [...secrets].flatMap(([text, name]) =>
      found(files(), text).map((encoding) => `${name}: ${encoding}`),
    );
    expect(readable).toEqual([]);
  });

  it('no ticket key is found', () => {
    for (const { key } of RING) {
      expect(found(files(), key)).toEqual([]);
      expect(
        files()
          .filter(({ bytes }) => bytes.includes(Buffer.from(key, 'base64')))
          .map(({ path }) => path),
      ).toEqual([]);
    }
  });
});

describe('the state that was searched', () => {
  function rows(table: string, condition: string): number {
    let sum = 0;
    for (const db of objectsWith(folder, table)) {
      const counted = db.prepare(`SELECT count(*) AS n FROM ${table} WHERE ${condition}`).get();
      sum += (counted as { n: number }).n;
    }
    return sum;
  }

  it('has moves under way with what travels, kept answers, marks and waiting rows', () => {
    expect(rows('way', 'rec IS NOT NULL AND envelope IS NOT NULL')).toBe(2);
    expect(rows('way', 'answer IS NOT NULL')).toBe(1);
    expect(rows('answer', 'true')).toBe(2);
    expect(rows('mark', 'true')).toBeGreaterThan(2);
    expect(rows('outbox', 'true')).toBeGreaterThan(0);
  });
});

describe('the log', () => {
  it('tells of requests, and no secret, display name or device', () => {
    const text = logs.join('\n');
    expect(text).toContain('"event":"request"');
    for (const shown of [shownName, shownDevice, ...secrets.keys()]) expect(text).not.toContain(shown);
  });
});
