/**
 * Nothing secret comes out of sign-out, grants, management and coordination: no key, ticket, grant's data, API token, ticket
 * key or private key in an answer that does not have to carry it, in a log line, in a logout token, in a results token or in
 * a file; and no logout token anywhere but at the relying party. Contract: "Answers", "Back-channel logout"; storage.md.
 *
 * Controls: every answer that may carry a secret does; what is no secret is found in the same places by the same search.
 */
import { createHash, randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { ENCODERS, type Needle, needlesOf } from './harness/encodings.ts';
import type { Party } from './harness/party.ts';
import { type Answer, type Sent, Service, TOKEN, ticketKey } from './harness/service.ts';
import { fresh, keyHeader } from './harness/sessions.ts';
import { type SignedIn, SignIns } from './harness/sign-ins.ts';
import { signingKeys } from './harness/signing-keys.ts';
import { filesOf, objectsWith, type StateFile, stateFolder } from './harness/state-folder.ts';

const RING = [ticketKey('first', 0xb3)];
const KEYS = signingKeys();
const PRIVATE = ['d', 'p', 'q', 'dp', 'dq', 'qi'];

// ------------------------------------------------------------------------------------------------- what must not come out

interface Secret {
  readonly name: string;
  readonly needles: readonly Needle[];
}

const secrets = new Map<string, Secret>();

function keep(name: string, text: string, needles: readonly Needle[] = needlesOf(text)): string {
  secrets.set(text, { name, needles });
  return text;
}

/** A text that occurs nowhere else; with characters that every encoding has to change, and `+/` in base64. */
const marker = (name: string): string => `${name}~${randomBytes(9).toString('hex')}?>ÿ/~end`;
const secret = (name: string): string => keep(name, marker(name));
/** One that fits into a header, a name or a URL as it is. */
const plainSecret = (name: string): string => keep(name, `${name}-${randomBytes(16).toString('hex')}`);

/** A secret of bytes: as it is written, and as what it says. */
const keepBytes = (name: string, text: string, encoding: 'base64' | 'base64url'): string =>
  keep(name, text, [...needlesOf(text), { encoding: 'bytes', bytes: Buffer.from(text, encoding) }]);

const found = (text: Buffer, needles: readonly Needle[]): readonly string[] =>
  needles.filter(({ bytes }) => text.includes(bytes)).map(({ encoding }) => encoding);

/** Every secret that a text has, and how. */
const secretsIn = (text: Buffer, but: readonly string[] = []): string[] =>
  [...secrets]
    .filter(([value]) => !but.includes(value))
    .flatMap(([, { name, needles }]) => found(text, needles).map((encoding) => `${name}: ${encoding}`));

// ------------------------------------------------------------------------------------------------------- what came out

interface Told {
  readonly what: string;
  readonly answer: Buffer;
  /** The secrets that this answer exists to carry. */
  readonly may: readonly string[];
}

type Carried = Told['may'] | ((answer: Answer) => Told['may']);

const told: Told[] = [];
const resultsTokens = new Set<string>();
const parties: Party[] = [];
const logs: string[] = [];
const controls = { subject: marker('shown subject'), name: marker('shown name'), device: marker('shown device') };
const planted = marker('planted');
const folder = stateFolder();
let service: Service;
let op: SignIns;
let whileHanging: readonly StateFile[];
let afterStop: readonly StateFile[];
let logoutTokens: readonly string[];

async function until(holds: () => Promise<boolean>): Promise<void> {
  const end = Date.now() + 60_000;
  while (!(await holds())) {
    if (Date.now() > end) throw new Error('it has not come to pass');
    await pause(200);
  }
}

/** A request whose whole answer is kept; `may`: secrets that it exists to carry. */
async function ask(method: string, path: string, sent: Sent = {}, carries: Carried = []): Promise<Answer> {
  const answer = await service.send(method, path, sent);
  const may = typeof carries === 'function' ? carries(answer) : carries;
  const headers = [...answer.headers].map((header) => header.join(': ')).join('\n');
  told.push({
    what: `${told.length}: ${method} ${path.slice(0, 60)} ${answer.status}`,
    answer: Buffer.from(`${answer.status}\n${headers}\n\n${answer.text}`),
    may,
  });
  for (const [, token = ''] of answer.text.matchAll(/"resultsToken":"([^"]+)"/g)) resultsTokens.add(token);
  return answer;
}

async function ok(method: string, path: string, sent: Sent = {}, may: Carried = []): Promise<Answer> {
  const answer = await ask(method, path, sent, may);
  expect(answer.status, `${method} ${path}: ${answer.text}`).toBeLessThan(300);
  return answer;
}

async function refused(status: number, method: string, path: string, sent: Sent = {}): Promise<void> {
  const answer = await ask(method, path, sent);
  expect(answer.status, `${method} ${path}: ${answer.text}`).toBe(status);
}

const grantKeyHeader = (key: string) => ({ 'Grant-Key': encodeURIComponent(key) });

// --------------------------------------------------------------------------------------------------------- what is done

/** What relying parties do with a token: they send it back in every way that an answer has. */
async function relyingParties(): Promise<readonly Party[]> {
  const json = { 'Content-Type': 'application/json' };
  const all = [
    await op.party({ status: 200, echoes: true, headers: { 'X-Echo': '{token}' }, body: '{token}' }),
    await op.party({ status: 400, echoes: true, headers: json, body: '{"error":"{token}"}' }),
    await op.party({
      status: 400,
      echoes: true,
      headers: json,
      body: '{"error":"shown_error","error_description":"{token} {payload}","error_uri":"https://x/?{token}"}',
    }),
    await op.party({ status: 400, echoes: true, headers: json, body: '{payload}' }),
    await op.party({ status: 400, echoes: true, headers: json, body: '{"error":"{payload}"}' }),
    await op.party({ status: 500, echoes: true, headers: { 'Retry-After': '{token}' }, body: '{token}{payload}' }),
    await op.party({ status: 302, echoes: true, headers: { Location: 'https://elsewhere.example/?{token}' } }),
    await op.party({ status: 410, echoes: true, headers: json, body: '{"error":"{token}"}' }),
    await op.party({ status: null, after: 'breaks' }),
    await op.party({ status: null }),
  ];
  parties.push(...all);
  return all;
}

function ticket(name: string, subject: string, clientIds: readonly string[]) {
  const secretsOf = {
    email: secret(`claim ${name}`),
    token: secret(`item ${name}`),
    value: secret(`scheme data ${name}`),
  };
  return {
    may: Object.values(secretsOf),
    ticket: {
      scheme: 'cookie',
      claims: [
        { type: 'sub', value: subject },
        { type: 'name', value: controls.name },
        { type: 'email', value: secretsOf.email, issuer: secretsOf.value },
      ],
      properties: { items: { access_token: secretsOf.token.repeat(50), device: controls.device } },
      clientIds,
    },
  };
}

/** Twice with one `Idempotency-Key`: the second answer is the first. */
async function signIn(name: string, subject: string, clientIds: readonly string[], expires: string | null = null) {
  const { ticket: content, may } = ticket(name, subject, clientIds);
  const headers = { 'Idempotency-Key': plainSecret('idempotency-key') };
  const json = { ticket: { ...content, properties: { ...content.properties, expires } } };
  const carried = ({ text }: Answer) => [keep(`minted key ${name}`, JSON.parse(text).key), ...may];
  await ok('POST', '/v1/tickets', { json, headers }, carried);
  const answer = await ok('POST', '/v1/tickets', { json, headers }, carried);
  expect(answer.headers.get('Idempotency-Replayed')).toBe('true');
  return { ...(JSON.parse(answer.text) as SignedIn), may };
}

async function useTickets(clientIds: readonly string[]): Promise<void> {
  const { key, may, session } = await signIn('of alice', controls.subject, clientIds);
  const headers = keyHeader(key);
  await ok('GET', '/v1/ticket', { headers }, may);
  const renewed = ticket('renewed', controls.subject, clientIds);
  await ok('PUT', '/v1/ticket', { headers, json: { ticket: renewed.ticket } }, renewed.may);
  await ok('POST', '/v1/ticket/renew', { headers });
  await ok('GET', '/v1/session', { headers }, [key, ...renewed.may]);
  await ok('POST', '/v1/coordination/clients', { headers, json: { clientId: fresh('late'), sub: 'pairwise' } });
  const [clientId] = clientIds;
  await ok('POST', '/v1/coordination/validate', { json: { subjectId: controls.subject, clientId } });

  // Lists without tickets, those with tickets, and those with keys.
  const bySubject = new URLSearchParams({ subjectId: controls.subject, countRequested: '1' });
  await signIn('of alice, second', controls.subject, []);
  await ok('GET', `/v1/sessions?fields=summary&${bySubject}`);
  await ok('GET', `/v1/management/sessions?${bySubject}`);
  await ok('GET', `/v1/management/sessions?active=true&displayName=shown&clientId=${clientId}`);
  await ok('GET', `/v1/management/sessions/${session.id}`);
  await ok('GET', `/v1/sessions/${session.id}`);
  await ok('GET', `/v1/management/sessions?fields=ticket&${bySubject}`, {}, renewed.may);
  await ok('GET', `/v1/sessions?${bySubject}`, {}, [key, ...renewed.may]);
  await ok('GET', '/v1/management/stats');

  const chosen = secret('chosen key');
  const json = {
    scheme: 's',
    subjectId: fresh('s'),
    sessionId: fresh('sid'),
    key: chosen,
    ticket: secret('raw ticket'),
  };
  await ok('POST', '/v1/sessions', { json }, [chosen, json.ticket]);
  await ok('DELETE', '/v1/session', { headers: keyHeader(chosen) });
  await refused(410, 'POST', '/v1/sessions', { json });
  await refused(404, 'GET', '/v1/session', { headers: keyHeader(chosen) });
}

/** A grant that was stored, and stored again with other data. */
async function granted(
  type: string,
  subjectId: string | null,
): Promise<{ readonly key: string; readonly data: string }> {
  const [key, first, data] = [`key`, `first data`, `data`].map((what) => secret(`grant ${what}, ${type}`)) as [
    string,
    string,
    string,
  ];
  const grant = { key, type, subjectId, clientId: 'a-client', description: 'shown' };
  await ok('POST', '/v1/grants', { json: { ...grant, data: first.repeat(50) } }, [key, first]);
  await ok('POST', '/v1/grants', { json: { ...grant, data: data.repeat(50) } }, [key, data]);
  await ok('GET', '/v1/grant', { headers: grantKeyHeader(key) }, [key, data]);
  await refused(412, 'POST', '/v1/grants', { json: { ...grant, data }, headers: { 'If-None-Match': '*' } });
  await refused(412, 'POST', '/v1/grants', { json: { ...grant, data }, headers: { 'If-Match': '"1"' } });
  return { key, data };
}

async function useGrants(): Promise<void> {
  const subjectId = controls.subject;
  const { key, data } = await granted('refresh_token', subjectId);
  for (const type of ['user_consent', 'authorization_code']) await granted(type, subjectId);
  await granted('stays', fresh('somebody'));
  const { key: code } = await granted('device_code', null);
  await ok('POST', '/v1/grants/find', { json: { subjectId, type: 'refresh_token' } }, [key, data]);
  const headers = { ...grantKeyHeader(key), Prefer: 'return=representation' };
  await ok('DELETE', '/v1/grant', { headers }, [key, data]);
  await refused(404, 'DELETE', '/v1/grant', { headers });
  await refused(404, 'GET', '/v1/grant', { headers: grantKeyHeader(key) });
  await ok('POST', '/v1/grants/remove', { json: { type: 'device_code' } });
  await refused(404, 'GET', '/v1/grant', { headers: grantKeyHeader(code) });
}

async function signOut(clientIds: readonly string[]): Promise<void> {
  const headers = { 'Idempotency-Key': plainSecret('idempotency-key') };
  const remove = (json: object, more: Sent['headers'] = {}) =>
    ok('POST', '/v1/management/sessions/remove', { json, headers: { ...more, 'On-Behalf-Of': 'shown-person' } });
  const subjectId = controls.subject;
  await remove({ subjectId, dryRun: true });
  for (let n = 0; n < 2; n += 1) await remove({ subjectId }, headers);
  const revoked = {
    key: secret('grant key, late'),
    type: 'refresh_token',
    subjectId,
    data: secret('grant data, late'),
  };
  await refused(410, 'POST', '/v1/grants', { json: { ...revoked, creationTime: '2026-01-01T00:00:00Z' } });

  const [bob, carol, dave, erin] = await Promise.all(
    ['bob', 'carol', 'dave', 'erin'].map((name) => signIn(name, fresh(name), clientIds)),
  );
  if (!bob || !carol || !dave || !erin) throw new Error('nobody is missing');
  const bySid = { 'Idempotency-Key': plainSecret('idempotency-key') };
  for (let n = 0; n < 2; n += 1) await remove({ sessionId: bob.session.sessionId }, bySid);
  await remove({ ids: [carol.session.id] });
  const { subjectId: of, sessionId } = dave.session;
  await ok('POST', '/v1/coordination/logout', { json: { subjectId: of, sessionId } });
  await ok('DELETE', '/v1/ticket', { headers: keyHeader(erin.key) });
  await refused(404, 'GET', '/v1/ticket', { headers: keyHeader(erin.key) });
  await refused(410, 'POST', '/v1/ticket/renew', { headers: keyHeader(erin.key) });
  await signIn('gina, who stays', fresh('gina'), clientIds);
  const past = new Date(Date.now() - 1_000).toISOString();
  await signIn('frank, expired', fresh('frank'), clientIds, past);
}

/** Lists page by page, one row each, so that there are results tokens. */
async function readBack(): Promise<void> {
  for (const list of ['history', 'deliveries']) {
    const first = await ok('GET', `/v1/management/${list}?countRequested=1`);
    const { resultsToken } = JSON.parse(first.text);
    await ok('GET', `/v1/management/${list}?countRequested=1000&resultsToken=${resultsToken}`);
    await ok('GET', `/v1/management/${list}?${new URLSearchParams({ subjectId: controls.subject })}`);
  }
  await ok('GET', '/v1/clients?countRequested=2');
  for (const status of ['pending', 'dead', 'delivered']) await ok('GET', `/v1/management/deliveries?status=${status}`);
  const { results } = JSON.parse((await ok('GET', '/v1/management/deliveries?status=dead')).text);
  await ok('POST', `/v1/management/deliveries/${results[0].id}/redeliver`);
  await ok('GET', '/.well-known/jwks.json');
  await ok('GET', '/.well-known/openid-configuration');
  await ok('GET', '/readyz');
}

/** A secret wherever something else is due: one as short as a secret may be, in each form that it often has. */
async function mistakes(): Promise<void> {
  await misplaced(keep('misplaced, hex', randomBytes(16).toString('hex')));
  await misplaced(keep('misplaced, base64url', randomBytes(16).toString('base64url')));
  const repeated = { 'Idempotency-Key': plainSecret('idempotency-key') };
  const json = { subjectId: fresh('s') };
  await ok('POST', '/v1/management/sessions/remove', { json, headers: repeated });
}

async function misplaced(key: string): Promise<void> {
  const body = () => secret('body with an error');
  const paths = [
    '/v1/sessions',
    '/v1/tickets',
    '/v1/grants',
    '/v1/grants/find',
    '/v1/grants/remove',
    '/v1/management/sessions/remove',
    '/v1/coordination/logout',
    '/v1/coordination/validate',
    '/v1/sessions/find',
    '/v1/sessions/remove-expired',
  ];
  for (const path of paths) {
    await refused(400, 'POST', path, { json: body() });
    await refused(400, 'POST', path, { json: { [key]: 1, [body()]: 2 } });
    await refused(400, 'POST', path, {
      json: { subjectId: [body()], key: { [key]: body() }, reason: body(), type: [key] },
    });
    await refused(400, 'POST', path, { raw: `{"ticket":"${body()}`, headers: { 'Content-Type': 'application/json' } });
    await refused(415, 'POST', path, { raw: body(), headers: { 'Content-Type': `text/${key}` } });
    await refused(401, 'POST', path, { json: {}, headers: { Authorization: `Bearer ${key}` } });
    await refused(404, 'POST', `${path}/${key}/x`, { json: {} });
    await refused(405, 'PATCH', path, { json: {} });
  }
  const claims = [{ type: 'sub', value: [body()] }];
  await refused(400, 'POST', '/v1/tickets', {
    json: { ticket: { scheme: 's', claims, properties: { items: { [key]: 1 } } } },
  });
  const grant = { key: body(), type: 'user_consent', data: 'd'.repeat(600 * 1024) + body() };
  await refused(400, 'POST', '/v1/grants', { json: grant });
  await refused(413, 'POST', '/v1/grants', { json: { ...grant, data: body() + 'd'.repeat(1100 * 1024) } });
  for (const name of ['Session-Key', 'Grant-Key'] as const) {
    const path = name === 'Session-Key' ? '/v1/session' : '/v1/grant';
    await refused(400, 'GET', path, { headers: { [name]: `${key}%` } });
    await refused(400, 'GET', `${path}?${key}=${key}`, { headers: { [name]: key } });
    await refused(404, 'GET', path, { headers: { [name]: key } });
  }
  for (const path of ['sessions', 'management/sessions', 'management/history', 'management/deliveries', 'clients']) {
    await refused(400, 'GET', `/v1/${path}?${key}=1`);
    await refused(400, 'GET', `/v1/${path}?resultsToken=${key}`);
    await refused(400, 'GET', `/v1/${path}?countRequested=${key}`);
  }
  for (const path of ['sessions', 'management/sessions']) await refused(404, 'GET', `/v1/${path}/${key}`);
  await refused(404, 'POST', `/v1/management/deliveries/${key}/redeliver`);
  await refused(404, 'GET', `/v1/clients/${key}`);
  const backChannelLogoutUri = `https://user:${key}@rp.example/`;
  await refused(400, 'PUT', '/v1/clients/wrong', { json: { backChannelLogoutUri, [key]: 1 } });
  const remove = '/v1/management/sessions/remove';
  await refused(400, 'POST', remove, { json: { subjectId: 's' }, headers: { 'On-Behalf-Of': `${key}%` } });
  await refused(400, 'POST', remove, { json: { subjectId: 's' }, headers: { 'Idempotency-Key': `${key} ${key}` } });
  await refused(400, 'POST', '/v1/grants', { json: { type: 't' }, headers: { 'If-Match': key } });
}

async function plant(): Promise<void> {
  await service.sql('CREATE TABLE control (encoding TEXT, value BLOB)');
  for (const [encoding, encode] of Object.entries(ENCODERS)) {
    await service.sql('INSERT INTO control VALUES (?, ?)', encoding, [
      ...Buffer.concat([Buffer.from('xyz'), encode(planted)]),
    ]);
  }
}

beforeAll(async () => {
  keep('API token', TOKEN);
  keepBytes('ticket key', RING[0]?.key ?? '', 'base64');
  for (const jwk of KEYS) {
    for (const member of PRIVATE) {
      const value = jwk[member];
      if (value !== undefined) keepBytes(`${jwk.kid}, ${member}`, value, 'base64url');
    }
  }
  service = await Service.start({
    folder,
    ticketKeys: RING,
    variables: {
      ISSUER: 'https://op.example.com',
      SIGNING_KEYS: JSON.stringify(KEYS),
      ALLOW_PRIVATE_LOGOUT_URIS: 'true',
      USER_DISPLAY_NAME_CLAIM_TYPE: 'name',
      EXPIRED_SESSIONS_TRIGGER_BACKCHANNEL_LOGOUT: 'true',
    },
  });
  op = new SignIns(service, inject('relyingParties'));
  const clientIds = (await relyingParties()).map(({ clientId }) => clientId);
  await useTickets(clientIds);
  await useGrants();
  await signOut(clientIds);
  await mistakes();
  // Every party has heard of the first removal, and the one that hangs has not answered.
  await until(async () =>
    (await Promise.all(parties.map((party) => party.seen()))).every(({ requests }) => requests.length > 0),
  );
  whileHanging = filesOf(folder);
  await until(async () => (await op.deliveries({})).every(({ attempts }) => attempts > 0));
  await readBack();
  await plant();
  await service.scheduled();
  logoutTokens = (await Promise.all(parties.map((party) => party.tokens()))).flat();
  logs.push(...service.logs);
  await service.stop();
  afterStop = filesOf(folder);
});

afterAll(() => secrets.clear());

// ------------------------------------------------------------------------------------------------------------- the search

/** The bytes of all files, without the empty space in them, of which databases have much. */
function contentOf(files: readonly StateFile[]): Buffer {
  const parts: Buffer[] = [];
  for (const { bytes } of files) {
    for (let start = 0; start < bytes.length; ) {
      const gap = bytes.indexOf(GAP, start);
      const end = gap < 0 ? bytes.length : gap + GAP.length;
      parts.push(bytes.subarray(start, end));
      for (start = end; bytes[start] === 0; ) start += 1;
    }
    parts.push(GAP);
  }
  return Buffer.concat(parts);
}

const GAP = Buffer.alloc(64);

describe('an answer', () => {
  it('carries the secrets that it exists to carry, and the search finds them there', () => {
    const carriers = told.filter(({ may }) => may.length > 0);
    expect(carriers.length).toBeGreaterThan(15);
    for (const { what, answer, may } of carriers) {
      for (const value of may) expect(found(answer, needlesOf(value)), what).not.toEqual([]);
    }
  });

  it('carries no other, whoever sent what', () => {
    expect(told.length).toBeGreaterThan(150);
    const wrong = told.flatMap(({ what, answer, may }) => secretsIn(answer, may).map((name) => `${what}: ${name}`));
    expect(wrong).toEqual([]);
  });

  it('carries no logout token', () => {
    const wrong = told.filter(({ answer }) =>
      logoutTokens.some((token) => answer.includes(token.split('.')[2] ?? token)),
    );
    expect(wrong.map(({ what }) => what)).toEqual([]);
  });

  it('of deliveries and history tells whom it is about, and what a relying party may say', () => {
    const all = Buffer.concat(told.map(({ answer }) => answer)).toString();
    for (const text of [
      'answered 400: shown_error',
      'answered 410',
      'shown-person',
      ...parties.map((p) => p.clientId),
    ]) {
      expect(all).toContain(text);
    }
    expect(all).toContain(JSON.stringify(controls.subject).slice(1, -1));
    for (const jwk of KEYS) {
      const { x, n } = jwk;
      expect(all).toContain(x ?? n);
    }
  });
});

describe('a results token', () => {
  it('is opaque, also decoded', () => {
    expect(resultsTokens.size).toBeGreaterThan(4);
    for (const token of resultsTokens) {
      const bytes = Buffer.concat([Buffer.from(`${token}\n`), Buffer.from(token, 'base64url')]);
      expect(secretsIn(bytes)).toEqual([]);
      for (const text of [...Object.values(controls), ...parties.map(({ clientId }) => clientId)]) {
        expect(found(bytes, needlesOf(text))).toEqual([]);
      }
    }
  });
});

describe('a logout token', () => {
  it('says whom it is about, and no secret', () => {
    expect(logoutTokens.length).toBeGreaterThan(30);
    const decoded = logoutTokens.map((token) => {
      const [header = '', payload = ''] = token.split('.').map((part) => Buffer.from(part, 'base64url').toString());
      return `${header}\n${payload}`;
    });
    const all = Buffer.from(decoded.join('\n'));
    expect(secretsIn(all)).toEqual([]);
    expect(found(all, needlesOf(controls.subject))).toContain('plain');
    expect(found(all, needlesOf(controls.name))).toEqual([]);
    expect(secretsIn(Buffer.from(logoutTokens.join('\n')))).toEqual([]);
  });
});

describe('the log', () => {
  it("tells of requests and clean-up, and no secret, no logout token, nobody's name", () => {
    const text = Buffer.from(logs.join('\n'));
    for (const shown of ['"event":"request"', '"actor":"all"', '/v1/management/sessions/remove', '"event":"cron"']) {
      expect(text.includes(shown), shown).toBe(true);
    }
    expect(secretsIn(text)).toEqual([]);
    for (const name of Object.values(controls)) expect(found(text, needlesOf(name))).toEqual([]);
    expect(logoutTokens.filter((token) => text.includes(token.split('.')[2] ?? token))).toEqual([]);
  });
});

describe.each([
  ['while a relying party hangs', () => whileHanging],
  ['after the service has stopped', () => afterStop],
])('at rest, %s', (_, files) => {
  let all: Buffer;
  beforeAll(() => {
    all = contentOf(files());
  });
  const bytes = () => all;

  it('what is stored plainly is found', () => {
    for (const text of [...Object.values(controls), ...parties.map(({ clientId }) => clientId)]) {
      expect(found(bytes(), needlesOf(text)), text).toContain('plain');
    }
  });

  it('no secret is found in any encoding', () => {
    expect(secrets.size).toBeGreaterThan(60);
    expect(secretsIn(bytes())).toEqual([]);
  });

  it('no logout token is found, nor the hash of an idempotency key that a list could be tried against', () => {
    const parts = logoutTokens.flatMap((token) => token.split('.').slice(1));
    expect(parts.filter((part) => all.includes(part))).toEqual([]);
    expect(parts.filter((part) => all.includes(Buffer.from(part, 'base64url')))).toEqual([]);
    const keys = [...secrets].filter(([, { name }]) => name === 'idempotency-key');
    expect(keys.length).toBeGreaterThan(5);
    for (const [key] of keys) {
      const digest = createHash('sha256').update(key).digest();
      for (const needle of [digest, digest.toString('base64url'), digest.toString('hex')]) {
        expect(all.includes(needle)).toBe(false);
      }
    }
  });
});

describe('the state that was searched', () => {
  function rows(table: string, condition = 'true'): number {
    let sum = 0;
    for (const db of objectsWith(folder, table)) {
      sum += (db.prepare(`SELECT count(*) AS n FROM ${table} WHERE ${condition}`).get() as { n: number }).n;
    }
    return sum;
  }

  it('has what was planted, in every encoding', () => {
    const all = Buffer.concat(afterStop.map((file) => file.bytes));
    expect(found(all, needlesOf(planted))).toEqual(Object.keys(ENCODERS));
  });

  it('has sessions, grants, ends, kept answers, registrations, history and deliveries of each kind', () => {
    for (const table of ['g', 's', 'mark', 'answer', 'registration', 'revocation', 'history']) {
      expect(rows(table), table).toBeGreaterThan(0);
    }
    for (const status of ['pending', 'delivered', 'dead']) {
      expect(rows('delivery', `status = '${status}'`), status).toBeGreaterThan(0);
    }
  });
});
