/**
 * The TypeScript of docs/from-programs.md and docs/middleware.md as it stands there: type-checked, and run against the real service. A
 * part of a program is given here what stands around it, and nothing that it says itself.
 */
import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { convertV4MiniflareOptions, Miniflare, Response as MiniflareResponse } from 'miniflare';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundledNode } from '../../scripts/bundled-node.mjs';
import { bindingsOf, builtProgram, typeFaults } from '../process/documented-programs.ts';
import { documentBlocks } from '../process/readme.ts';
import { bundle, deployed, migrate, TOKEN, workerOf } from './harness/service.ts';
import { stateFolder } from './harness/state-folder.ts';

const FROM_PROGRAMS = 'docs/from-programs.md';
const MIDDLEWARE = 'docs/middleware.md';

/** A cookie of one browser, as the parts use it. */
const COOKIE = `
let key = '';
const setCookie = (value: string) => { key = value; };
`;

const CLIENT = `
import { createClient } from 'edge-sessions/client';
const sessions = createClient({ baseUrl: 'https://sessions.example.com', token: process.env.TOKEN ?? '' });
`;

interface Surrounded {
  /** Of the platform. */
  readonly types: string;
  /** What a program has of its own before the part. */
  readonly before?: string;
  /** Tells what came of it, as JSON. */
  readonly after?: string;
}

const PARTS: Readonly<Record<string, Readonly<Record<string, Surrounded>>>> = {
  [FROM_PROGRAMS]: {
    'The client': {
      types: 'node',
      before: `
import type { AuthenticationTicket } from 'edge-sessions/client';
const readToken = async () => process.env.TOKEN ?? '';
const requestId = crypto.randomUUID();
const ticket: AuthenticationTicket = {
  scheme: 'cookies',
  claims: [{ type: 'sub', value: 'alice', valueType: null, issuer: null }],
  properties: { issued: null, expires: null, isPersistent: null, allowRefresh: null, items: {} },
  sessionId: null,
  issuer: null,
  clients: [],
};
${COOKIE}`,
      after: `
const filter = { subjectId: 'alice', sessionId: null, countRequested: 1, resultsToken: null, requestPriorResults: false, totals: false };
const history = await sessions.management.history(filter);
console.log(JSON.stringify([found.outcome, history.outcome === 'page' ? history.page.results[0]?.onBehalfOf : null]));
`,
    },
    'The binding': { types: '@cloudflare/workers-types' },
    'BFF sessions': {
      types: 'node',
      before: `${CLIENT}${COOKIE}
const [subjectId, sessionId, sid, now, ticket] = ['bob', 'S1', 'S1', Date.now(), 'anything'];
const expires = now + 60_000;
`,
      after: `
const left = await sessions.bff.get('shop', key);
console.log(JSON.stringify([kept.outcome, found.outcome === 'found' ? found.session.ticket : null, left.outcome]));
`,
    },
    'What is thrown': {
      types: 'node',
      before: `${CLIENT.replace("process.env.TOKEN ?? ''", "'wrong'")}
const key = 'any';
const said: unknown[] = [];
const alarm = (...what: unknown[]) => said.push(...what);
const later = (seconds: number) => said.push(seconds);
`,
      after: 'console.log(JSON.stringify(said));',
    },
  },
  [MIDDLEWARE]: {
    'Sessions in a Hono app': {
      types: '@cloudflare/workers-types',
      before: `
const addressOfTheProvider = (returnTo: string) => 'https://op.example/authorize?' + new URLSearchParams({ state: returnTo });
const verifiedClaims = async (request: Request) => [...new URL(request.url).searchParams].map(([type, value]) => ({ type, value }));
`,
    },
  },
};

const cases = Object.entries(PARTS).flatMap(([document, parts]) =>
  Object.entries(parts).map(([heading, part]) => ({ document, heading, ...part })),
);

const programOf = (document: string, heading: string): string => {
  const { before = '', after = '' } = PARTS[document]?.[heading] ?? {};
  return [before, documentBlocks(document, 'ts').get(heading)?.join(''), after].join('\n');
};

let miniflare: Miniflare;
let service: URL;

const PROVIDER_KEY = await generateKeyPair('RS256', { extractable: true });

beforeAll(async () => {
  const [script, shop, app, publicJwk] = await Promise.all([
    bundle('src/index.ts'),
    builtProgram(programOf(FROM_PROGRAMS, 'The binding')),
    builtProgram(programOf(MIDDLEWARE, 'Sessions in a Hono app')),
    exportJWK(PROVIDER_KEY.publicKey),
  ]);
  const serviceBindings = bindingsOf(documentBlocks(FROM_PROGRAMS, 'toml').get('The binding')?.join('') ?? '');
  const keySet = { keys: [{ ...publicJwk, kid: 'op', alg: 'RS256' }] };
  miniflare = new Miniflare(
    convertV4MiniflareOptions({
      workers: [
        { name: 'edge-sessions', ...deployed(script) },
        { name: 'shop', ...workerOf(shop), serviceBindings },
        { name: 'app', ...workerOf(app), outboundService: ({ url }) => published(url, keySet) },
      ],
      handleStructuredLogs: () => undefined,
      cf: false,
    }),
  );
  service = await miniflare.ready;
  await migrate(await miniflare.getD1Database('INDEX', 'edge-sessions'));
});
afterAll(() => miniflare?.dispose());

/** What the provider of the middleware's app answers. */
const published = (url: string, keySet: object): MiniflareResponse =>
  url === 'https://op.example/.well-known/jwks.json'
    ? MiniflareResponse.json(keySet)
    : new MiniflareResponse('no', { status: 500 });

/** What a part prints. */
async function printed(heading: string): Promise<unknown> {
  const program = programOf(FROM_PROGRAMS, heading).replaceAll('https://sessions.example.com', service.origin);
  const file = join(stateFolder(), 'program.mjs');
  writeFileSync(file, await builtProgram(program));
  const { stdout } = await promisify(execFile)(bundledNode, [file], { env: { TOKEN } });
  return stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
}

it.each(Object.keys(PARTS))('knows every program of %s', (document) => {
  const programs = documentBlocks(document, 'ts');
  expect([...programs.keys()].sort()).toEqual(Object.keys(PARTS[document] ?? {}).sort());
  for (const blocks of programs.values()) expect(blocks).toHaveLength(1);
});

it.each(cases)('$document, $heading: has the right types', async ({ document, heading, types }) => {
  expect(await typeFaults(programOf(document, heading), types)).toBe('');
});

describe('from programs', () => {
  it('the client signs in, reads, and signs out everywhere, with a name in history', async () => {
    expect(await printed('The client')).toEqual([1, ['found', 'ada@support.example']]);
  });

  it('the BFF store keeps a session, finds it, and ends it by its sid', async () => {
    expect(await printed('BFF sessions')).toEqual([['created', 'anything', 'session-not-found']]);
  });

  it('a call with a wrong token is refused', async () => {
    expect(await printed('What is thrown')).toEqual([['unauthorized', []]]);
  });

  it('another Worker slides by its binding', async () => {
    const shop = await miniflare.getWorker('shop');
    const asked = async (headers: Record<string, string>) =>
      (await shop.fetch('https://shop.example/', { headers })).text();
    const ticket = {
      scheme: 'cookies',
      claims: [{ type: 'sub', value: 'carol' }],
      properties: { items: {} },
      clientIds: [],
    };
    const stored = await fetch(new URL('/v1/tickets', service), {
      method: 'POST',
      headers: { Authorization: `Bearer ${TOKEN}`, 'Content-Type': 'application/json' },
      body: JSON.stringify({ ticket }),
    });
    const { key } = (await stored.json()) as { key: string };
    expect(await asked({ 'Session-Key': key })).toBe('touched');
    expect(await asked({ 'Session-Key': 'nobody' })).toBe('session-not-found');
    expect(await asked({})).toBe('Who are you?');
  });
});

it('the app of docs/middleware.md signs in by its provider, and is signed out by it', async () => {
  const app = await miniflare.getWorker('app');
  const asked = (path: string, init: Record<string, unknown> = {}) =>
    app.fetch(`https://app.example${path}`, { redirect: 'manual', ...init });
  const login = await asked('/session/login?returnUrl=/cart');
  expect(login.headers.get('Location')).toBe(
    `https://op.example/authorize?${new URLSearchParams({ state: 'https://app.example/cart' })}`,
  );
  const signedIn = await asked('/signed-in?sub=alice&sid=S1');
  const [cookie = ''] = signedIn.headers.getSetCookie();
  expect([signedIn.status, cookie]).toEqual([302, expect.stringMatching(/^__Host-my-app=/)]);
  const headers = { Cookie: cookie.split(';')[0] };
  expect(await (await asked('/', { headers })).text()).toBe('Hello, alice');

  const token = await new SignJWT({ sid: 'S1', events: { 'http://schemas.openid.net/event/backchannel-logout': {} } })
    .setProtectedHeader({ alg: 'RS256', kid: 'op', typ: 'logout+jwt' })
    .setIssuer('https://op.example')
    .setAudience('my-app')
    .setIssuedAt()
    .setExpirationTime('2 minutes')
    .setJti('one')
    .sign(PROVIDER_KEY.privateKey);
  const body = new URLSearchParams({ logout_token: token }).toString();
  const type = { 'Content-Type': 'application/x-www-form-urlencoded' };
  const told = await asked('/session/backchannel', { method: 'POST', headers: type, body });
  expect([told.status, await told.text()]).toEqual([200, '']);
  expect(await (await asked('/', { headers })).text()).toBe('Who are you?');
});
