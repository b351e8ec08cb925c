/**
 * The programs of the README's "Use it from" as they stand there: type-checked, and run against the real service. Its curl is
 * run by `test/process/readme.test.ts`; of its C# this holds that the paths are there, no more.
 */
import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { convertV4MiniflareOptions, Miniflare } from 'miniflare';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundledNode, projectRoot } from '../../scripts/bundled-node.mjs';
import { bindingsOf, builtProgram, typeFaults } from '../process/documented-programs.ts';
import { readmeBlocks } from '../process/readme.ts';
import { bundle, deployed, migrate, TOKEN, workerOf } from './harness/service.ts';
import { stateFolder } from './harness/state-folder.ts';

const run = promisify(execFile);

const PROGRAMS = readmeBlocks('ts');
const TYPES: Readonly<Record<string, string>> = {
  TypeScript: 'node',
  'Another Worker': '@cloudflare/workers-types',
  'A Hono app': '@cloudflare/workers-types',
};

const programOf = (heading: string): string => PROGRAMS.get(heading)?.join('') ?? '';

let miniflare: Miniflare;
let service: URL;

beforeAll(async () => {
  const [script, gateway, shop] = await Promise.all([
    bundle('src/index.ts'),
    builtProgram(programOf('Another Worker')),
    builtProgram(programOf('A Hono app')),
  ]);
  const serviceBindings = bindingsOf(readmeBlocks('toml').get('Another Worker')?.join('') ?? '');
  miniflare = new Miniflare(
    convertV4MiniflareOptions({
      workers: [
        { name: 'edge-sessions', ...deployed(script) },
        { name: 'gateway', ...workerOf(gateway), serviceBindings },
        { name: 'shop', ...workerOf(shop), serviceBindings },
      ],
      handleStructuredLogs: () => undefined,
      cf: false,
    }),
  );
  service = await miniflare.ready;
  await migrate(await miniflare.getD1Database('INDEX', 'edge-sessions'));
});
afterAll(() => miniflare?.dispose());

/** A key of somebody who has signed in. */
async function signedIn(sub: string): Promise<string> {
  const ticket = { scheme: 'cookies', claims: [{ type: 'sub', value: sub }], properties: { items: {} }, clientIds: [] };
  const response = await fetch(new URL('/v1/tickets', service), {
    method: 'POST',
    headers: { Authorization: `Bearer ${TOKEN}`, 'Content-Type': 'application/json' },
    body: JSON.stringify({ ticket }),
  });
  return ((await response.json()) as { key: string }).key;
}

it('knows every program of the README', () => {
  expect([...PROGRAMS.keys()].sort()).toEqual(Object.keys(TYPES).sort());
  for (const blocks of PROGRAMS.values()) expect(blocks).toHaveLength(1);
});

describe('has the right types', () => {
  it.each(Object.entries(TYPES))('%s', async (heading, types) => {
    expect(await typeFaults(programOf(heading), types)).toBe('');
  });
});

it('the TypeScript client prints what the README says', async () => {
  const program = programOf('TypeScript').replace('http://localhost:8787', service.origin);
  const file = join(stateFolder(), 'carol.mjs');
  writeFileSync(file, await builtProgram(program));
  const { stdout } = await run(bundledNode, [file], { env: { TOKEN } });
  expect(stdout).toBe('carol Safari on iPhone\nsession-not-found\n');
});

it('another Worker knows who has a key, by its binding', async () => {
  const gateway = await miniflare.getWorker('gateway');
  const asked = async (headers: Record<string, string>) => {
    const response = await gateway.fetch('https://gateway.example/', { headers });
    return [response.status, await response.text()];
  };
  expect(await asked({ 'Session-Key': await signedIn('carol') })).toEqual([200, 'Hello, carol']);
  expect(await asked({ 'Session-Key': 'nobody' })).toEqual([401, 'Who are you?']);
  expect(await asked({})).toEqual([401, 'Who are you?']);
});

describe('the Hono app', () => {
  /** Asks with a cookie, as a page of the app or of another site does; resolves to the answer and the cookie that it sets. */
  async function asked(method: string, path: string, cookie = '', site = 'same-origin') {
    const shop = await miniflare.getWorker('shop');
    const response = await shop.fetch(`https://shop.example${path}`, {
      method,
      headers: { Cookie: cookie, 'Sec-Fetch-Site': site, 'Content-Type': 'application/x-www-form-urlencoded' },
      redirect: 'manual',
    });
    const [set] = response.headers.getSetCookie();
    return { status: response.status, text: await response.text(), cookie: set?.split(';')[0] ?? '' };
  }

  it('signs in, knows the devices, ends the others and signs out', async () => {
    expect((await asked('GET', '/')).text).toBe('Who are you?');
    const [phone, laptop] = [await asked('POST', '/sign-in'), await asked('POST', '/sign-in')];
    expect([phone.status, phone.cookie]).toEqual([302, expect.stringMatching(/^__Host-shop=.{20,}$/)]);
    expect((await asked('GET', '/', phone.cookie)).text).toBe('Hello, carol');
    const { sessions } = JSON.parse((await asked('GET', '/devices', laptop.cookie)).text);
    expect(sessions.map(({ device, current }: Record<string, unknown>) => [device, current])).toContainEqual([
      'Safari on iPhone',
      true,
    ]);
    const { outcome, ended } = JSON.parse((await asked('POST', '/devices/end-others', laptop.cookie)).text);
    expect([outcome, ended]).toEqual(['ended', sessions.length - 1]);
    expect((await asked('GET', '/', phone.cookie)).text).toBe('Who are you?');
    expect((await asked('GET', '/session/user', laptop.cookie)).status).toBe(200);
    expect((await asked('POST', '/session/logout', laptop.cookie)).status).toBe(204);
    expect((await asked('GET', '/', laptop.cookie)).text).toBe('Who are you?');
  });

  it('takes no sign-in from another site', async () => {
    const { status, text, cookie } = await asked('POST', '/sign-in', '', 'cross-site');
    expect([status, text, cookie]).toEqual([403, 'Forbidden', '']);
  });
});

it('the paths of the C# store are the service’s', () => {
  const [store = ''] = readmeBlocks('csharp').get('ASP.NET Core') ?? [];
  const { paths } = JSON.parse(readFileSync(join(projectRoot, 'src/http/openapi.json'), 'utf8'));
  const named = [...store.matchAll(/"(v1\/[^"]*)"/g)].map(([, path]) => `/${path}`);
  expect(named.length).toBeGreaterThan(6);
  expect(named.filter((path) => !(path in paths))).toEqual([]);
});
