/** Who gets into the console, and who does not: sign-in, sign-out, forged forms, guessed tokens. */

import { runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { attemptAt, networkOf } from '../../src/admin/sign-in-attempts.ts';
import type { Env } from '../../src/config.ts';
import { consoleWithScopes } from './console-with-scopes.ts';
import { send } from './http-client.ts';
import { OperatorBrowser } from './operator-browser.ts';
import { inSeconds, retrieve, stored, type Told } from './ticket-client.ts';

const bindings = env as unknown as Env;
const { SIGN_IN_ATTEMPTS } = bindings;
const COOKIE = '__Host-console';
const PROOF = '__Host-console-proof';
const LIST = '/admin/sessions';

describe('without sign-in', () => {
  it.each([
    '/admin',
    LIST,
    '/admin/person?subjectId=alice',
    '/admin/end',
    '/admin/clients',
    '/admin/live',
    '/admin/nothing',
  ])('%s leads to the sign-in, and shows nothing', async (path) => {
    const page = await new OperatorBrowser().get(path);
    expect(page.status).toBe(303);
    expect(page.headers.get('Location')).toMatch(/^\/admin\/sign-in/);
    expect(page.html).toBe('');
  });

  it('a form does nothing, wherever it comes from, and says so; the way leads back to its page', async () => {
    const [browser, here] = [await OperatorBrowser.signedIn(), '/admin/end?subjectId=alice'];
    browser.jar.plant(COOKIE, '');
    const page = await browser.submit(here, { subjectId: 'alice', formToken: 'x' });
    const there = page.headers.get('Location') ?? '';
    expect([page.status, there]).toEqual([303, `/admin/sign-in?to=${encodeURIComponent(here)}&undone=true`]);
    const { html } = await browser.get(there);
    expect(html).toContain('what you sent was not done');
    expect(html).toContain(`name="to" value="${here}"`);
    expect((await browser.get('/admin/sign-in')).html).not.toContain('not done');
  });

  it('a sign-out is done already', async () => {
    const page = await new OperatorBrowser().submit('/admin/sign-out', {});
    expect([page.status, page.headers.get('Location')]).toEqual([303, '/admin/sign-in']);
  });

  it.each(['tampered', `${'x'.repeat(22)}.${'y'.repeat(43)}`, ''])('a made-up cookie (%j) is nobody', async (value) => {
    const browser = new OperatorBrowser();
    browser.jar.plant(COOKIE, value);
    expect((await browser.get(LIST)).status).toBe(303);
  });
});

describe('sign-in', () => {
  it('exchanges a token for a session whose cookie holds a key and nothing else', async () => {
    const browser = new OperatorBrowser();
    const page = await browser.signIn('all-token');
    expect([page.status, page.headers.get('Location')]).toEqual([303, '/admin']);
    const cookie = page.headers.getSetCookie().find((line) => line.startsWith(`${COOKIE}=`));
    expect(cookie).toMatch(/^__Host-console=[\w-]{22}\.[\w-]{43}; Path=\/; Secure; HttpOnly; SameSite=Lax$/);
    expect(page.headers.get('Cache-Control')).toBe('no-store');
    const list = await browser.get(LIST);
    expect(list.status).toBe(200);
    expect(list.html).toContain('Grace Hopper');
    expect(list.html).not.toContain('all-token');
  });

  it.each([
    ['/admin/sessions?active=true', '/admin/sessions?active=true'],
    ['https://elsewhere.example/admin', '/admin'],
    ['//elsewhere.example/admin', '/admin'],
    ['/\\elsewhere.example/admin', '/admin'],
    ['/admin/../v1/sessions', '/admin'],
    ['/administrators', '/admin'],
    ['/admin/sign-out', '/admin'],
    ['/admin/sign-in?to=/admin', '/admin'],
    ['/admin/live?view=sessions', '/admin'],
    ['javascript:alert(1)', '/admin'],
  ])('asked to go to %s, goes to %s', async (to, there) => {
    expect((await new OperatorBrowser().signIn('all-token', 'Grace', { to })).headers.get('Location')).toBe(there);
  });

  it.each([
    ['all-token', 303, 'all'],
    ['read-token', 403, 'read'],
    ['wrong-token', 401, null],
  ])('has a line in the log that says so: %s, %i', async (token, status, actor) => {
    const lines: string[] = [];
    const spy = vi.spyOn(console, 'log').mockImplementation((line: string) => void lines.push(line));
    await new OperatorBrowser({ 'CF-Connecting-IP': crypto.randomUUID() }).signIn(token, 'Grace Hopper');
    spy.mockRestore();
    const asked = lines.map((line) => JSON.parse(line)).filter(({ event }) => event === 'request');
    expect(asked).toMatchObject([{ method: 'POST', route: '/admin/sign-in', status, actor }]);
    expect(lines.join()).not.toMatch(/-token|Grace/);
  });

  it('a new sign-in is a new key, and the old one is worth nothing', async () => {
    const browser = await OperatorBrowser.signedIn();
    const old = browser.jar.value(COOKIE) ?? '';
    await browser.signIn('all-token');
    expect(browser.jar.value(COOKIE)).not.toBe(old);
    const thief = new OperatorBrowser();
    thief.jar.plant(COOKIE, old);
    expect((await thief.get(LIST)).status).toBe(303);
  });

  it.each([
    ['wrong-token', 401, 'no API token of the service'],
    ['', 401, 'no API token of the service'],
    ['read-token', 403, 'does not have the scope manage'],
    ['store-token', 403, 'does not have the scope manage'],
  ])('%s is refused with %i', async (token, status, words) => {
    const browser = new OperatorBrowser({ 'CF-Connecting-IP': crypto.randomUUID() });
    const page = await browser.signIn(token);
    expect(page.status).toBe(status);
    expect(page.html).toContain(words);
    expect(page.headers.getSetCookie()).toEqual([]);
  });

  it.each(['', '   ', 'x'.repeat(81), 'a\u0000b'])('a name like %j is refused', async (person) => {
    const page = await new OperatorBrowser().signIn('all-token', person);
    expect([page.status, page.headers.getSetCookie()]).toEqual([400, []]);
  });

  it.each([
    { Origin: 'https://elsewhere.example', 'Sec-Fetch-Site': 'cross-site' },
    { Origin: 'https://other.sessions.example', 'Sec-Fetch-Site': 'same-site' },
  ])('a form of another site signs nobody in: %j', async (headers) => {
    const page = await new OperatorBrowser().submit(
      '/admin/sign-in',
      { person: 'Mallory', token: 'all-token' },
      headers,
    );
    expect([page.status, page.headers.getSetCookie()]).toEqual([403, []]);
  });

  it('is one of the sessions that the console lists, and ends with them', async () => {
    const browser = await OperatorBrowser.signedIn('all-token', 'Margaret');
    const json = { subjectId: 'console/all/Margaret' };
    const removed = await send('POST', '/v1/management/sessions/remove', { token: 'manage-token', json });
    expect(await removed.json()).toMatchObject({ sessionsRemoved: 1 });
    expect((await browser.get(LIST)).status).toBe(303);
  });

  it('takes no form that is longer than any of its own', async () => {
    const page = await new OperatorBrowser().signIn('x'.repeat(70_000));
    expect(page.status).toBe(413);
  });
});

describe('the token of a session', () => {
  it('that leaves the configuration ends the session, for good', async () => {
    const browser = await OperatorBrowser.signedIn();
    const key = browser.jar.value(COOKIE) ?? '';
    const { service } = browser;
    browser.service = consoleWithScopes(null);
    expect((await browser.get(LIST)).status).toBe(303);
    expect(browser.jar.value(COOKIE)).toBeUndefined();
    browser.service = service;
    browser.jar.plant(COOKIE, key);
    expect((await browser.get(LIST)).status).toBe(303);
  });

  it('says what its operator may do now, not what it said at sign-in', async () => {
    const browser = await OperatorBrowser.signedIn();
    expect((await browser.get(LIST)).html).toContain('type="checkbox"');
    browser.service = consoleWithScopes(['manage:read']);
    const list = await browser.get(LIST);
    expect(list.status).toBe(200);
    expect(list.html).not.toMatch(/type="checkbox"|Clients<\/a>/);
    browser.service = consoleWithScopes(['store', 'configure']);
    expect((await browser.get(LIST)).status).toBe(303);
  });
});

describe('whoever may use the store', () => {
  interface Found {
    readonly sessions: readonly { readonly key: string }[];
  }
  /** With the scope `store` alone. */
  const keyOf = async (subjectId: string): Promise<string> => {
    const found = await send('POST', '/v1/sessions/find', { token: 'store-token', json: { subjectId } });
    return (await found.json<Found>()).sessions[0]?.key ?? '';
  };

  it("is no operator by an operator's key, and does not end that session", async () => {
    const browser = await OperatorBrowser.signedIn('all-token', 'Hedy');
    const thief = new OperatorBrowser();
    thief.jar.plant(COOKIE, await keyOf('console/all/Hedy'));
    expect(thief.jar.value(COOKIE)).toBe(browser.jar.value(COOKIE));
    expect((await thief.get(LIST)).status).toBe(303);
    const other = await OperatorBrowser.signedIn('manage-token', 'Mallory');
    other.jar.plant(COOKIE, thief.jar.value(COOKIE) ?? '');
    expect((await other.get(LIST)).status).toBe(303);
    expect((await browser.get(LIST)).status).toBe(200);
  });

  it.each(['token', 'formToken', 'since'])(
    'cannot make an operator more than they are by another %s in their ticket',
    async (item) => {
      const person = `Ada ${item}`;
      const browser = await OperatorBrowser.signedIn('manage-token', person);
      expect((await browser.get(LIST)).status).toBe(200);
      const headers = { 'Session-Key': await keyOf(`console/manage/${person}`) };
      const read = await send('GET', '/v1/ticket', { token: 'store-token', headers });
      const { ticket } = await read.json<{ ticket: { properties: { items: Record<string, string> } } }>();
      const tokens = JSON.parse(bindings.API_TOKENS ?? '') as { name: string; sha256: string }[];
      const hash = tokens.find(({ name }) => name === 'all')?.sha256 ?? '';
      ticket.properties.items[item] = item === 'token' ? hash : 'x';
      const renewed = await send('PUT', '/v1/ticket', { token: 'store-token', headers, json: { ticket } });
      expect(renewed.status).toBe(200);
      expect((await browser.get(LIST)).status).toBe(303);
    },
  );
});

it("who has the key of somebody's session and no token does not prolong it here", async () => {
  const now = Date.now();
  const properties = {
    issued: new Date(now - 3_500_000).toISOString(),
    expires: new Date(now + 100_000).toISOString(),
  };
  const { key, session } = await stored({ properties });
  const thief = new OperatorBrowser();
  thief.jar.plant(COOKIE, key);
  expect((await thief.get(LIST)).status).toBe(303);
  const { expires, renewed, revision } = (await (await retrieve(key)).json<Told>()).session;
  expect({ expires, renewed, revision }).toEqual({
    expires: session.expires,
    renewed: session.renewed,
    revision: session.revision,
  });
});

describe('half a day', () => {
  afterEach(() => void vi.restoreAllMocks());

  it('after sign-in it is over, however long whoever may use the store makes the session', async () => {
    const person = 'Rear Admiral';
    const browser = await OperatorBrowser.signedIn('manage-token', person);
    const headers = { 'Session-Key': browser.jar.value(COOKIE) ?? '' };
    const { ticket } = await (await send('GET', '/v1/ticket', { token: 'store-token', headers })).json<Told>();
    const longer = { ...ticket, properties: { ...ticket.properties, expires: inSeconds(10 * 86_400) } };
    expect((await send('PUT', '/v1/ticket', { token: 'store-token', headers, json: { ticket: longer } })).status).toBe(
      200,
    );
    const now = Date.now();
    const clock = vi.spyOn(Date, 'now').mockReturnValue(now + 43_100_000);
    expect((await browser.get(LIST)).status).toBe(200);
    clock.mockReturnValue(now + 43_200_000);
    expect((await browser.get(LIST)).status).toBe(303);
  });
});

describe('sign-out', () => {
  it('ends the session at once, also for who kept the cookie', async () => {
    const browser = await OperatorBrowser.signedIn();
    const [stolen, proof] = [browser.jar.value(COOKIE) ?? '', browser.jar.value(PROOF) ?? ''];
    const page = await browser.submit('/admin/sign-out', { formToken: await browser.formToken() });
    expect([page.status, page.headers.get('Location')]).toEqual([303, '/admin/sign-in']);
    expect(browser.jar.value(COOKIE)).toBeUndefined();
    expect(browser.jar.value(PROOF)).toBeUndefined();
    browser.jar.plant(COOKIE, stolen);
    browser.jar.plant(PROOF, proof);
    expect((await browser.get(LIST)).status).toBe(303);
  });
});

describe('a form that changes something', () => {
  /** Whether the operator is still signed in is whether the form (a sign-out) was done. */
  const isDone = async (browser: OperatorBrowser) => (await browser.get(LIST)).status === 303;

  it.each(['', 'x', 'A'.repeat(43)])('with the token %j does nothing', async (formToken) => {
    const browser = await OperatorBrowser.signedIn();
    expect((await browser.submit('/admin/sign-out', { formToken })).status).toBe(403);
    expect(await isDone(browser)).toBe(false);
  });

  it('without a token does nothing', async () => {
    const browser = await OperatorBrowser.signedIn();
    expect((await browser.submit('/admin/sign-out', {})).status).toBe(403);
    expect(await isDone(browser)).toBe(false);
  });

  it("with another operator's token does nothing", async () => {
    const [browser, other] = [await OperatorBrowser.signedIn(), await OperatorBrowser.signedIn('all-token', 'Mallory')];
    expect((await browser.submit('/admin/sign-out', { formToken: await other.formToken() })).status).toBe(403);
    expect(await isDone(browser)).toBe(false);
  });

  it('with a token of an earlier session of the same person does nothing', async () => {
    const browser = await OperatorBrowser.signedIn();
    const earlier = await browser.formToken();
    await browser.submit('/admin/sign-out', { formToken: earlier });
    await browser.signIn('all-token');
    expect((await browser.submit('/admin/sign-out', { formToken: earlier })).status).toBe(403);
    expect(await isDone(browser)).toBe(false);
  });

  it.each([
    { Origin: 'https://elsewhere.example', 'Sec-Fetch-Site': 'cross-site' },
    { Origin: 'null', 'Sec-Fetch-Site': 'cross-site' },
    { Origin: 'https://other.sessions.example', 'Sec-Fetch-Site': 'same-site' },
  ])('from elsewhere does nothing even with the right token: %j', async (headers) => {
    const browser = await OperatorBrowser.signedIn();
    const formToken = await browser.formToken();
    expect((await browser.submit('/admin/sign-out', { formToken }, headers)).status).toBe(403);
    expect(await isDone(browser)).toBe(false);
  });

  it.each(['application/json', 'text/plain', 'multipart/form-data; boundary=x'])('as %s does nothing', async (type) => {
    const browser = await OperatorBrowser.signedIn();
    const formToken = await browser.formToken();
    expect((await browser.submit('/admin/sign-out', { formToken }, { 'Content-Type': type })).status).toBe(403);
    expect(await isDone(browser)).toBe(false);
  });

  it('by GET does nothing', async () => {
    const browser = await OperatorBrowser.signedIn();
    expect((await browser.get(`/admin/sign-out?formToken=${await browser.formToken()}`)).status).toBe(404);
    expect(await isDone(browser)).toBe(false);
  });
});

describe('guessed tokens', () => {
  const from = (address: string) => new OperatorBrowser({ 'CF-Connecting-IP': address });

  it('after five from one network the sixth is 429 for a minute, right or wrong; another network goes on', async () => {
    const here = from('203.0.113.7');
    for (let guess = 1; guess <= 5; guess += 1) expect((await here.signIn(`guess-${guess}`)).status).toBe(401);
    for (const token of ['guess-6', 'all-token']) {
      const page = await here.signIn(token);
      expect(page.status).toBe(429);
      const wait = Number(page.headers.get('Retry-After'));
      expect(wait).toBeGreaterThan(0);
      expect(wait).toBeLessThanOrEqual(60);
      expect(page.headers.getSetCookie()).toEqual([]);
    }
    expect((await from('203.0.113.8').signIn('all-token')).status).toBe(303);
  });

  it('twenty at once are five', async () => {
    const here = from('203.0.113.9');
    const pages = await Promise.all(Array.from({ length: 20 }, (_, guess) => here.signIn(`guess-${guess}`)));
    expect(pages.filter(({ status }) => status === 401)).toHaveLength(5);
    expect(pages.filter(({ status }) => status === 429)).toHaveLength(15);
  });

  it('a right one clears the count, and leaves nothing stored', async () => {
    const address = '203.0.113.10';
    for (let guess = 1; guess <= 4; guess += 1) await from(address).signIn(`guess-${guess}`);
    expect((await from(address).signIn('all-token')).status).toBe(303);
    for (let guess = 1; guess <= 4; guess += 1) expect((await from(address).signIn(`more-${guess}`)).status).toBe(401);
    expect((await from(address).signIn('all-token')).status).toBe(303);
    const stored = await runInDurableObject(SIGN_IN_ATTEMPTS.getByName(address), async (_, { storage }) => ({
      values: (await storage.list()).size,
      alarm: await storage.getAlarm(),
    }));
    expect(stored).toEqual({ values: 0, alarm: null });
  });

  it('are forgotten a minute after the last', () => {
    const five = { count: 5, last: 40_000 };
    expect(attemptAt(40_001, five)).toEqual({ outcome: 'too-many', wait: 59_999, attempts: five });
    expect(attemptAt(99_999, five)).toEqual({ outcome: 'too-many', wait: 1, attempts: five });
    expect(attemptAt(100_000, five)).toEqual({ outcome: 'allowed', attempts: { count: 1, last: 100_000 } });
    expect(attemptAt(99_999, { count: 4, last: 40_000 })).toEqual({
      outcome: 'allowed',
      attempts: { count: 5, last: 99_999 },
    });
  });

  it.each([
    ['203.0.113.7', '203.0.113.7'],
    ['2001:db8:1:2:aaaa::1', '2001:db8:1:2::/64'],
    ['2001:DB8:1:2:ffff:1:2:3', '2001:db8:1:2::/64'],
    ['2001:db8::1', '2001:db8:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    [null, 'unknown'],
  ])('%s counts as %s', (address, network) => {
    expect(networkOf(address)).toBe(network);
  });
});

describe('every page', () => {
  it('keeps scripts, frames and other hosts out', async () => {
    const browser = await OperatorBrowser.signedIn();
    for (const path of ['/admin/sign-in', LIST, '/admin/nothing']) {
      const { headers, html } = await browser.get(path);
      const policy = headers.get('Content-Security-Policy') ?? '';
      expect(policy).toContain("default-src 'none'");
      expect(policy).toContain("frame-ancestors 'none'");
      expect(policy).not.toMatch(/unsafe|http|\*|data:/);
      expect(headers.get('X-Frame-Options')).toBe('DENY');
      expect(headers.get('Cache-Control')).toBe('no-store');
      expect(headers.get('X-Content-Type-Options')).toBe('nosniff');
      expect(headers.get('Referrer-Policy')).toBe('no-referrer');
      expect(html).not.toMatch(/<script(?![^>]* src=)|\son\w+=|\sstyle=|<style|https?:/i);
    }
  });

  it('loads its assets without sign-in, under an address that names their content', async () => {
    const { html } = await new OperatorBrowser().get('/admin/sign-in');
    const paths = [...html.matchAll(/(?:src|href)="(\/admin\/assets\/[^"]+)"/g)].map(([, path = '']) => path);
    expect(paths).toHaveLength(3);
    for (const path of paths) {
      const { status, headers } = await new OperatorBrowser().get(path);
      expect([status, headers.get('Cache-Control')]).toEqual([200, 'public, max-age=31536000, immutable']);
    }
    expect((await new OperatorBrowser().get('/admin/assets/console.old.js')).status).toBe(303);
  });
});
