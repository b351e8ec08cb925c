/** The endpoints under `/session`: who is asking, signing in and out, and what pages of other origins get. */
import { describe, expect, it } from 'vitest';
import type { SessionEndpoints } from '../../../src/hono/index.ts';
import { APP, COOKIE, HOUR, WebApp } from '../web-app.ts';

interface User {
  readonly id: string;
  readonly claims: readonly object[];
  readonly expiresIn: number | null;
}

/** As a browser says where a request comes from; an empty value is no header. */
const ELSEWHERE = { 'Sec-Fetch-Site': 'cross-site', Origin: 'https://evil.example' };
const SIBLING = { 'Sec-Fetch-Site': 'same-site', Origin: 'https://other.app.example' };
const OLD_OWN = { 'Sec-Fetch-Site': '', Origin: APP };
const OLD_ELSEWHERE = { 'Sec-Fetch-Site': '', Origin: 'https://evil.example' };
const OLD_HTTP = { 'Sec-Fetch-Site': '', Origin: 'http://app.example' };
const OLD_NULL = { 'Sec-Fetch-Site': '', Origin: 'null' };
const SILENT = { 'Sec-Fetch-Site': '' };
const TYPED = { 'Sec-Fetch-Site': 'none' };

describe('GET /session/user', () => {
  it('tells claims, the public id and the seconds that are left, and is not cached', async () => {
    const app = new WebApp();
    const browser = await app.signedIn({ sid: 'S1' });
    app.now += 1_500;
    const response = await browser.send('GET', '/session/user');
    expect(response.headers.get('Cache-Control')).toBe('no-store');
    const [session] = await app.store.inner.list('alice');
    const claim = { valueType: null, issuer: null };
    const claims = [
      { type: 'sub', value: 'alice', ...claim },
      { type: 'sid', value: 'S1', ...claim },
    ];
    const user = await response.json<User>();
    expect(user).toEqual({ id: session?.id, claims, expiresIn: 3_598 });
    expect(JSON.stringify(user)).not.toContain(browser.key);
  });

  it('is 401 for nobody, not cached either', async () => {
    const response = await new WebApp().browser().send('GET', '/session/user');
    expect([response.status, response.headers.get('Cache-Control')]).toEqual([401, 'no-store']);
  });

  it('slides the session, but not with slide=false', async () => {
    const app = new WebApp();
    const browser = await app.signedIn();
    app.now += HOUR / 2;
    expect(await browser.json<User>('GET', '/session/user?slide=false')).toMatchObject({ expiresIn: 1_800 });
    expect(await browser.json<User>('GET', '/session/user')).toMatchObject({ expiresIn: 3_600 });
  });

  it('tells the end for good where that is earlier', async () => {
    const app = new WebApp({ store: { policy: { absoluteLifetime: HOUR / 4 } } });
    const browser = await app.signedIn();
    expect(await browser.json<User>('GET', '/session/user')).toMatchObject({ expiresIn: 900 });
  });

  it.each([ELSEWHERE, SIBLING, OLD_ELSEWHERE, OLD_NULL])(
    'is 403 to a page of another origin, before anybody is looked up: %o',
    async (headers) => {
      const app = new WebApp();
      const browser = await app.signedIn();
      app.store.calls = [];
      expect((await browser.send('GET', '/session/user', { headers })).status).toBe(403);
      expect(app.store.calls).toEqual([]);
    },
  );

  it.each([OLD_OWN, SILENT, TYPED])('answers who says nothing of another origin: %o', async (headers) => {
    const browser = await new WebApp().signedIn();
    expect((await browser.send('GET', '/session/user', { headers })).status).toBe(200);
  });
});

describe('POST /session/logout', () => {
  it('ends the session and clears the cookie', async () => {
    const app = new WebApp();
    const browser = await app.signedIn();
    const response = await browser.send('POST', '/session/logout');
    expect([response.status, response.headers.get('Cache-Control')]).toEqual([204, 'no-store']);
    expect(response.headers.get('Set-Cookie')).toBe(`${COOKIE}=; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=0`);
    expect(await app.store.inner.list('alice')).toEqual([]);
  });

  it('does so for a plain form, and sends on to where that says', async () => {
    const browser = await new WebApp().signedIn();
    const headers = { 'Content-Type': 'application/x-www-form-urlencoded' };
    const response = await browser.send('POST', '/session/logout?returnUrl=%2Fbye%3Fa%3Db%23c', { headers, body: '' });
    expect([response.status, response.headers.get('Location')]).toEqual([303, `${APP}/bye?a=b#c`]);
    expect(await browser.me()).toBe('nobody');
  });

  it('is the same for nobody', async () => {
    expect((await new WebApp().browser().send('POST', '/session/logout')).status).toBe(204);
  });

  it('is no GET: a link signs nobody out', async () => {
    const browser = await new WebApp().signedIn();
    expect((await browser.send('GET', '/session/logout')).status).toBe(404);
    expect(await browser.me()).toBe('alice');
  });

  it.each([ELSEWHERE, SIBLING, OLD_ELSEWHERE, OLD_HTTP, OLD_NULL, SILENT])(
    'is 403 to a page of another origin, and ends nothing: %o',
    async (headers) => {
      const browser = await new WebApp().signedIn();
      expect((await browser.send('POST', '/session/logout', { headers })).status).toBe(403);
      expect(await browser.me()).toBe('alice');
    },
  );

  it('takes the Origin of a browser that has no Sec-Fetch-Site', async () => {
    const browser = await new WebApp().signedIn();
    expect((await browser.send('POST', '/session/logout', { headers: OLD_OWN })).status).toBe(204);
  });

  it.each([
    'https://evil.example/',
    '//evil.example/',
    '/\\evil.example/',
    '/\t/evil.example/',
    '\\\\evil.example/',
    'bye',
    '',
    'javascript:alert(1)',
    '//[',
  ])('is 400 for an address elsewhere, and ends nothing: %j', async (address) => {
    const browser = await new WebApp().signedIn();
    const response = await browser.send('POST', `/session/logout?returnUrl=${encodeURIComponent(address)}`);
    expect([response.status, await browser.me()]).toEqual([400, 'alice']);
  });

  it.each(['/.//evil.example/', '/x/..//evil.example/'])('stays here with %j', async (address) => {
    const browser = await new WebApp().signedIn();
    const response = await browser.send('POST', `/session/logout?returnUrl=${encodeURIComponent(address)}`);
    expect(response.headers.get('Location')).toBe(`${APP}//evil.example/`);
  });
});

describe('/session/login', () => {
  const login: SessionEndpoints<object>['login'] = async (c, returnTo) => {
    if (c.req.method === 'GET') return c.redirect(`https://op.example/authorize?state=${encodeURIComponent(returnTo)}`);
    await c.var.session.signIn({ claims: [{ type: 'sub', value: await c.req.text() }] });
    return c.redirect(returnTo, 303);
  };
  const endpoints = { login };

  it('is the app’s own, with the address to go to afterwards', async () => {
    const browser = new WebApp({ endpoints }).browser();
    const started = await browser.send('GET', '/session/login?returnUrl=/inbox', { headers: ELSEWHERE });
    expect(started.headers.get('Location')).toBe(
      `https://op.example/authorize?state=${encodeURIComponent(`${APP}/inbox`)}`,
    );
    const done = await browser.send('POST', '/session/login', { body: 'alice' });
    expect([done.status, done.headers.get('Location'), await browser.me()]).toEqual([303, `${APP}/`, 'alice']);
  });

  it('is 403 to what another origin posts: nobody is signed in by somebody else (login CSRF)', async () => {
    const browser = new WebApp({ endpoints }).browser();
    expect((await browser.send('POST', '/session/login', { body: 'mallory', headers: ELSEWHERE })).status).toBe(403);
    expect(await browser.me()).toBe('nobody');
  });

  it('is 400 for an address elsewhere', async () => {
    const browser = new WebApp({ endpoints }).browser();
    expect((await browser.send('GET', '/session/login?returnUrl=//evil.example')).status).toBe(400);
  });

  it('is not there where the app has none', async () => {
    expect((await new WebApp().browser().send('GET', '/session/login')).status).toBe(404);
  });
});
