/**
 * What holds for every page and every form of the console, walked along its map: no page without sign-in, no form that is not of
 * this very session, no deed without its scope and no button for it, no frame around anything.
 */
import { env } from 'cloudflare:workers';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import type { Scope } from '../../src/config.ts';
import { type About, addressOf, pages, posts, type Route, routes } from './console-map.ts';
import { consoleWithScopes } from './console-with-scopes.ts';
import { fresh, ORIGIN } from './http-client.ts';
import { deliveries, registered, removeSessions } from './management-client.ts';
import { OperatorBrowser } from './operator-browser.ts';
import { stored } from './ticket-client.ts';

Object.assign(env as object, { USER_DISPLAY_NAME_CLAIM_TYPE: 'name' });

/** What each form asks for; null: whoever is signed in. */
const SCOPES: Readonly<Record<string, Scope | null>> = {
  '/sign-out': null,
  '/deliveries': 'manage',
  '/clients/new': 'configure',
  '/clients/client': 'configure',
  '/end': 'manage',
};

const ROLES: readonly (readonly Scope[])[] = [
  ['manage:read'],
  ['manage:read', 'tickets:read'],
  ['manage:read', 'configure'],
  ['manage'],
  ['manage', 'tickets:read', 'configure'],
];

const named = (of: readonly Route[]) => of.map((route) => [`${route.method} /admin${route.path}`, route] as const);

const SECRET_CLAIM = fresh('claim');
let about: About;

beforeAll(async () => {
  const subjectId = fresh('person');
  const clientId = await registered();
  const given = { subject: subjectId, claims: [{ type: 'email', value: SECRET_CLAIM }], clientIds: [clientId] };
  const [gone, { session }] = [await stored(given), await stored(given)];
  await removeSessions({ subjectId, sessionId: gone.session.sessionId });
  about = { subjectId, clientId, id: session.id };
  await vi.waitFor(async () => expect((await deliveries({ subjectId })).results).toHaveLength(1), { timeout: 20_000 });
});

it('the map is the whole console', () => {
  expect(pages.length).toBeGreaterThan(7);
  expect(posts.map(({ path }) => path).sort()).toEqual(Object.keys(SCOPES).sort());
  expect(routes.filter(({ method }) => !['GET', 'POST'].includes(method))).toEqual([]);
});

describe('without sign-in', () => {
  it.each(named(routes))('%s shows nothing and does nothing', async (_, route) => {
    const nobody = new OperatorBrowser();
    const formToken = await (await OperatorBrowser.signedIn()).formToken();
    const address = addressOf(route, about);
    const page = await (route.method === 'GET' ? nobody.get(address) : nobody.submit(address, { formToken }));
    expect([page.status, page.html]).toEqual([303, '']);
    expect(page.headers.get('Location')).toMatch(/^\/admin\/sign-in(\?to=%2Fadmin%[^&]*(?:&undone=true)?)?$/);
  });
});

describe.each(named(posts))('a form for %s', (_, route) => {
  const refused = { status: 403, words: 'did not come from a page of this session' };
  const sent = async (browser: OperatorBrowser, formToken: string | null, headers = {}) => {
    const fields = formToken === null ? {} : { formToken };
    const { status, html } = await browser.submit(addressOf(route, about), fields, headers);
    return {
      status,
      words: /role="alert">([^<]*)/.exec(html)?.[1]?.replace(/^What was sent (.*), so .*/s, '$1') ?? '',
    };
  };

  it('without a token does nothing', async () => {
    const browser = await OperatorBrowser.signedIn();
    expect(await sent(browser, null)).toEqual(refused);
    expect(await sent(browser, '')).toEqual(refused);
  });

  it("with another session's token does nothing, be it an earlier one of the same person", async () => {
    const [browser, other] = [await OperatorBrowser.signedIn(), await OperatorBrowser.signedIn('all-token', 'Mallory')];
    expect(await sent(browser, await other.formToken())).toEqual(refused);
    const earlier = await browser.formToken();
    await browser.signIn('all-token');
    expect(await sent(browser, earlier)).toEqual(refused);
  });

  it.each([
    { Origin: 'https://elsewhere.example', 'Sec-Fetch-Site': 'cross-site' },
    { Origin: 'https://other.sessions.example', 'Sec-Fetch-Site': 'same-site' },
    { Origin: 'null', 'Sec-Fetch-Site': 'cross-site' },
  ])('from another page does nothing, although it has the token: %j', async (headers) => {
    const browser = await OperatorBrowser.signedIn();
    expect(await sent(browser, await browser.formToken(), headers)).toEqual(refused);
  });

  it('is looked at where it is one of this session', async () => {
    const browser = await OperatorBrowser.signedIn();
    expect(await sent(browser, await browser.formToken())).not.toEqual(refused);
  });
});

describe.each(ROLES.map((scopes) => [scopes.join(' '), scopes] as const))('a token with %s', (_, scopes) => {
  /** Signed in when the token could do everything. */
  const asRole = async () => {
    const browser = await OperatorBrowser.signedIn();
    browser.service = consoleWithScopes(scopes);
    return browser;
  };
  const has = (scope: Scope | null): boolean => scope === null || scopes.includes(scope);

  it.each(named(posts))('%s: 403 without the scope, and nothing else', async (_, route) => {
    const browser = await asRole();
    const formToken = await browser.formToken();
    const { status, html } = await browser.submit(addressOf(route, about), { formToken });
    expect(status === 403).toBe(!has(SCOPES[route.path] ?? null));
    expect(html.includes('does not have the scope')).toBe(status === 403);
  });

  it('sees the buttons of what it may do, and no other', async () => {
    const browser = await asRole();
    const seen = { manage: 0, configure: 0, 'tickets:read': 0 };
    for (const route of pages) {
      const { status, html } = await browser.get(addressOf(route, about));
      expect([200, 403], route.path).toContain(status);
      seen.manage += (
        html.match(/"\/admin\/end|method="post" action="\/admin\/deliveries"|type="checkbox" name="id"/g) ?? []
      ).length;
      seen.configure += (html.match(/"\/admin\/clients/g) ?? []).length;
      seen['tickets:read'] += html.includes(SECRET_CLAIM) ? 1 : 0;
    }
    for (const [scope, count] of Object.entries(seen)) expect([scope, count > 0]).toEqual([scope, has(scope as Scope)]);
  });
});

describe('headers', () => {
  const expectGuarded = (headers: Headers) => {
    expect(Object.fromEntries(GUARDS.map((name) => [name, headers.get(name)]))).toEqual({
      'Content-Security-Policy':
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; " +
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
      'X-Frame-Options': 'DENY',
      'Cross-Origin-Opener-Policy': 'same-origin',
      'Cross-Origin-Resource-Policy': 'same-origin',
      'X-Content-Type-Options': 'nosniff',
      'Referrer-Policy': 'no-referrer',
      'Cache-Control': 'no-store',
      'Access-Control-Allow-Origin': null,
    });
  };
  const GUARDS = [
    'Content-Security-Policy',
    'X-Frame-Options',
    'Cross-Origin-Opener-Policy',
    'Cross-Origin-Resource-Policy',
    'X-Content-Type-Options',
    'Referrer-Policy',
    'Cache-Control',
    'Access-Control-Allow-Origin',
  ];

  it('of every page and every refusal keep scripts, frames and other hosts out', async () => {
    const browser = await OperatorBrowser.signedIn();
    for (const route of pages) {
      for (const address of [addressOf(route, about), `${addressOf(route, about)}&token=stale`]) {
        expectGuarded((await browser.get(address)).headers);
      }
    }
    for (const route of posts) expectGuarded((await browser.submit(addressOf(route, about), {})).headers);
    for (const path of ['/admin/nothing', '/admin/sessions/x', '/admin/person', '/admin/sign-in']) {
      expectGuarded((await browser.get(path)).headers);
    }
  });

  it('of what is no page do so too: a redirect, the events of an open page', async () => {
    const browser = await OperatorBrowser.signedIn();
    const nobody = new OperatorBrowser();
    const elsewhere = [
      await nobody.get('/admin'),
      await nobody.submit('/admin/end', {}),
      await browser.signIn('all-token'),
    ];
    expect(elsewhere.map(({ status }) => status)).toEqual([303, 303, 303]);
    for (const { headers } of elsewhere) expectGuarded(headers);
    const cookies = { Cookie: browser.jar.header };
    const events = await browser.service(new Request(`${ORIGIN}/admin/live?view=overview`, { headers: cookies }));
    expect(events.headers.get('Content-Type')).toContain('text/event-stream');
    expectGuarded(events.headers);
    await events.body?.cancel();
  });

  it('of a sign-in that is refused do so too', async () => {
    const browser = new OperatorBrowser({ 'CF-Connecting-IP': crypto.randomUUID() });
    const answers = [await browser.signIn('all-token', ''), await browser.signIn('read-token')];
    for (let guess = 0; guess < 6; guess += 1) answers.push(await browser.signIn('wrong-token'));
    answers.push(await browser.submit('/admin/sign-in', {}, { 'Sec-Fetch-Site': 'cross-site' }));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([400, 401, 403, 429]));
    for (const { headers } of answers) expectGuarded(headers);
  });
});
