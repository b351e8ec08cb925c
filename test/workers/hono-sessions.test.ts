/** The middleware, as an app and its visitors see it: real requests, a cookie jar, sessions in memory. */
import { afterEach, describe, expect, it, vi } from 'vitest';
import { sessions } from '../../src/hono/index.ts';
import type { ListedSession } from '../../src/hono/request-session.ts';
import { EVERYTHING } from './watched-sessions.ts';
import { APP, type Browser, COOKIE, HOUR, WebApp } from './web-app.ts';

const MINUTE = 60_000;
const MINTED = /^[A-Za-z0-9_-]{22}\.[A-Za-z0-9_-]{43}$/;

const devicesOf = async (browser: Browser): Promise<readonly ListedSession[]> =>
  (await browser.json<{ sessions: readonly ListedSession[] }>('GET', '/devices')).sessions;

afterEach(() => {
  vi.restoreAllMocks();
});

describe('the cookie', () => {
  it('is bound to this host, unreadable to scripts, sent by links only, and holds the key alone', async () => {
    const app = new WebApp();
    const response = await app.browser().send('POST', '/sign-in', { json: { sub: 'alice' } });
    const [line = '', ...more] = response.headers.getSetCookie();
    expect(more).toEqual([]);
    const [pair = '', ...attributes] = line.split('; ');
    expect(attributes).toEqual(['Path=/', 'Secure', 'HttpOnly', 'SameSite=Lax']);
    expect(pair.slice(0, pair.indexOf('='))).toBe(COOKIE);
    expect(pair.slice(pair.indexOf('=') + 1)).toMatch(MINTED);
    expect(response.headers.get('Cache-Control')).toBe('no-store');
  });

  it('has the name and the SameSite that the app chose', async () => {
    const app = new WebApp({ sessions: { cookie: 'my-app', sameSite: 'Strict' } });
    const response = await app.browser().send('POST', '/sign-in', { json: { sub: 'alice' } });
    expect(response.headers.get('Set-Cookie')).toMatch(
      /^__Host-my-app=\S+; Path=\/; Secure; HttpOnly; SameSite=Strict$/,
    );
  });

  it.each(['', 'a b', 'a=b', 'a;b', 'ü', 'x'.repeat(101)])('cannot be called %j', (cookie) => {
    expect(() => sessions({ store: () => new WebApp().store, cookie })).toThrow(TypeError);
  });

  it('outlives the browser where the sign-in is persistent, and only there', async () => {
    const app = new WebApp();
    const [short, long] = [await app.signedIn(), await app.signedIn({ persistent: true })];
    for (const browser of [short, long]) browser.jar.close();
    expect([await short.me(), await long.me()]).toEqual(['nobody', 'alice']);
  });

  it('outlives no session: its age ends with the absolute lifetime, else after the 400 days of browsers', async () => {
    const ageWith = async (absoluteLifetime: number) => {
      const app = new WebApp({ store: { policy: { absoluteLifetime } } });
      const json = { sub: 'alice', persistent: true };
      const response = await app.browser().send('POST', '/sign-in', { json });
      return /Max-Age=(\d+)$/.exec(response.headers.get('Set-Cookie') ?? '')?.[1];
    };
    expect([await ageWith(90 * MINUTE), await ageWith(0)]).toEqual(['5400', String(400 * 24 * 3600)]);
  });

  it('is touched by a sign-in and a sign-out, and by nothing else', async () => {
    const app = new WebApp();
    const browser = await app.signedIn();
    app.now += 40 * MINUTE;
    for (const path of ['/public', '/me', '/devices', '/session/user']) {
      expect((await browser.send('GET', path)).headers.getSetCookie()).toEqual([]);
    }
    await app.store.inner.end({ which: 'subject', subjectId: 'alice' });
    expect((await browser.send('GET', '/me')).headers.getSetCookie()).toEqual([]);
  });

  it('stands also in the answer of a handler that failed after it had signed in', async () => {
    const browser = new WebApp().browser();
    expect((await browser.send('POST', '/sign-in-and-fail')).status).toBe(500);
    expect(await browser.me()).toBe('alice');
  });
});

describe('a cookie that is no session', () => {
  it.each<[string, (key: string) => string]>([
    ['is missing', () => ''],
    ['is empty', () => `${COOKIE}=`],
    ['is over-long', (key) => `${COOKIE}=${key}${'A'.repeat(5_000)}`],
    ['is too short', (key) => `${COOKIE}=${key.slice(0, -1)}`],
    ['is quoted', (key) => `${COOKIE}="${key}"`],
    ['is percent-encoded', (key) => `${COOKIE}=${key.replace('.', '%2E')}`],
    ['is sent twice', (key) => `${COOKIE}=${key}; ${COOKIE}=${key}`],
    ['is sent twice, first another', (key) => `${COOKIE}=x; other=1; ${COOKIE}=${key}`],
    ['has lost its prefix', (key) => `session=${key}`],
    ['has its prefix in lower case', (key) => `__host-session=${key}`],
  ])('because it %s is nobody, and no question to the store', async (_how, cookieOf) => {
    const app = new WebApp();
    const { key } = await app.signedIn();
    app.store.calls = [];
    expect(await app.browser().text('GET', '/me', { headers: { Cookie: cookieOf(key) } })).toBe('nobody');
    expect(app.store.calls).toEqual([]);
  });

  it('because it was tampered with is nobody', async () => {
    const app = new WebApp();
    const { key } = await app.signedIn();
    for (const at of [0, 21, 23, key.length - 2]) {
      const other = key[at] === 'A' ? 'B' : 'A';
      const tampered = key.slice(0, at) + other + key.slice(at + 1);
      const headers = { Cookie: `${COOKIE}=${tampered}` };
      expect(await app.browser().text('GET', '/me', { headers })).toBe('nobody');
    }
  });

  it('is found among others, whatever they are', async () => {
    const app = new WebApp();
    const { key } = await app.signedIn();
    const headers = { Cookie: `a=b;;=; ${COOKIE}x=1;c;  ${COOKIE}=${key} ;d="e` };
    expect(await app.browser().text('GET', '/me', { headers })).toBe('alice');
  });
});

describe('signing in', () => {
  it('says who it is from then on, in the same request too', async () => {
    const app = new WebApp();
    const browser = app.browser();
    expect(await browser.me()).toBe('nobody');
    expect(await browser.signIn()).toBe('signed-in alice');
    expect(await browser.me()).toBe('alice');
  });

  it('needs a subject, and signs nobody out for the lack of one', async () => {
    const app = new WebApp();
    const browser = await app.signedIn();
    expect(await browser.signIn({ sub: ' ' })).toBe('subject-missing alice');
    expect(await browser.me()).toBe('alice');
  });

  it('never adopts the key that a browser comes with: a planted unknown one stays unknown (fixation)', async () => {
    const app = new WebApp();
    const planted = `${'A'.repeat(22)}.${'A'.repeat(43)}`;
    const victim = app.browser();
    victim.jar.plant(COOKIE, planted);
    await victim.signIn();
    expect(victim.key).not.toBe(planted);
    const attacker = app.browser();
    attacker.jar.plant(COOKIE, planted);
    expect([await victim.me(), await attacker.me()]).toEqual(['alice', 'nobody']);
  });

  it('ends the session that a browser comes with: who planted it is nobody then (fixation)', async () => {
    const app = new WebApp();
    const attacker = await app.signedIn({ sub: 'mallory' });
    const victim = app.browser();
    victim.jar.plant(COOKIE, attacker.key);
    expect(await victim.signIn()).toBe('signed-in alice');
    expect(victim.key).not.toBe(attacker.key);
    expect([await victim.me(), await attacker.me()]).toEqual(['alice', 'nobody']);
  });

  it('as somebody else has a new key, and the old session is over', async () => {
    const app = new WebApp();
    const browser = await app.signedIn();
    const { key } = browser;
    app.store.calls = [];
    expect(await browser.signIn({ sub: 'bob' })).toBe('signed-in bob');
    expect(app.store.calls).toEqual(['remove', 'store']);
    const thief = app.browser();
    thief.jar.plant(COOKIE, key);
    expect([await browser.me(), await thief.me()]).toEqual(['bob', 'nobody']);
    expect(await app.store.inner.list('alice')).toEqual([]);
  });

  it('as the same person again has a new key too', async () => {
    const app = new WebApp();
    const browser = await app.signedIn();
    const { key } = browser;
    await browser.signIn();
    expect(browser.key).not.toBe(key);
    expect(await app.store.inner.list('alice')).toHaveLength(1);
  });

  it('takes the place of the own session under a limit, and is refused beyond it', async () => {
    const app = new WebApp({ store: { limit: { count: 1, policy: 'deny' } } });
    const browser = await app.signedIn();
    expect(await browser.signIn()).toBe('signed-in alice');
    expect(await app.browser().signIn()).toBe('session-limit nobody');
    expect(await browser.me()).toBe('alice');
    const other = await app.signedIn({ sub: 'bob' });
    expect(await other.signIn()).toBe('session-limit nobody');
    expect([other.key, await other.me()]).toEqual(['', 'nobody']);
  });

  it('twice in one request leaves one session, and one cookie', async () => {
    const app = new WebApp();
    const browser = app.browser();
    const response = await browser.send('POST', '/sign-in-twice');
    expect(response.headers.getSetCookie()).toHaveLength(1);
    expect([await browser.me(), await app.store.inner.list('alice')]).toEqual(['bob', []]);
  });

  it('keeps claims, device and the sid of the provider', async () => {
    const app = new WebApp();
    await app.signedIn({ device: 'Firefox on Windows', sid: 'S1' });
    expect(await app.store.inner.list('alice')).toMatchObject([{ device: 'Firefox on Windows', sessionId: 'S1' }]);
  });
});

describe('the app as a client', () => {
  const clientsOf = async (app: WebApp, sub: string) =>
    (await app.store.inner.list(sub)).map(({ clientIds }) => clientIds);

  it('is among those of each session that begins, also as somebody else, and stays when it slides', async () => {
    const app = new WebApp({ sessions: { clientId: 'my-app' } });
    const browser = await app.signedIn();
    expect(await clientsOf(app, 'alice')).toEqual([['my-app']]);
    await browser.signIn({ sub: 'bob' });
    app.now += 40 * MINUTE;
    expect(await browser.me()).toBe('bob');
    expect(app.store.calls).toContain('touch');
    expect(await clientsOf(app, 'bob')).toEqual([['my-app']]);
  });

  it('is none where it has no name', async () => {
    const app = new WebApp();
    await app.signedIn();
    expect(await clientsOf(app, 'alice')).toEqual([[]]);
  });
});

describe('signing out', () => {
  it('ends the session: a stolen cookie is worth nothing afterwards', async () => {
    const app = new WebApp();
    const browser = await app.signedIn();
    const thief = app.browser();
    thief.jar.plant(COOKIE, browser.key);
    expect(await thief.me()).toBe('alice');
    expect(await browser.text('POST', '/sign-out')).toBe('null');
    expect(browser.key).toBe('');
    expect([await browser.me(), await thief.me()]).toEqual(['nobody', 'nobody']);
  });

  it('is no error for nobody', async () => {
    const app = new WebApp();
    expect((await app.browser().send('POST', '/sign-out')).status).toBe(200);
    expect(app.store.calls).toEqual([]);
  });
});

describe('what it costs', () => {
  it('nothing where no handler asks', async () => {
    const app = new WebApp();
    const browser = await app.signedIn();
    app.store.calls = [];
    await browser.send('GET', '/public');
    expect(app.store.calls).toEqual([]);
  });

  it('one call of the store to authenticate, however often a handler asks', async () => {
    const app = new WebApp();
    const browser = await app.signedIn();
    app.store.calls = [];
    await browser.send('GET', '/slow');
    expect(app.store.calls).toEqual(['retrieve']);
  });

  it('one call more past half the window, not a millisecond before it', async () => {
    const app = new WebApp();
    const browser = await app.signedIn();
    app.store.calls = [];
    app.now += HOUR / 2 - 1;
    await browser.me();
    expect(app.store.calls).toEqual(['retrieve']);
    app.now += 1;
    await browser.me();
    expect(app.store.calls).toEqual(['retrieve', 'retrieve', 'touch']);
    await browser.me();
    app.now += HOUR / 2 - 1;
    await browser.me();
    expect(app.store.calls.filter((call) => call === 'touch')).toHaveLength(1);
  });
});

describe('sliding', () => {
  it('keeps a session that is used, and the request that slides sees the new times', async () => {
    const app = new WebApp();
    const browser = await app.signedIn();
    for (let turn = 0; turn < 5; turn++) {
      app.now += 40 * MINUTE;
      const times = { issued: app.now, expires: app.now + HOUR };
      const session = { renewed: app.now, expires: app.now + HOUR };
      expect(await browser.json('GET', '/times')).toMatchObject({ session, properties: times });
    }
  });

  it('writes once for many requests at a time', async () => {
    const app = new WebApp();
    const browser = await app.signedIn();
    const before = (await devicesOf(browser))[0]?.revision ?? 0;
    app.now += 40 * MINUTE;
    app.store.calls = [];
    const answers = await Promise.all(Array.from({ length: 40 }, () => browser.me()));
    expect(new Set(answers)).toEqual(new Set(['alice']));
    expect(app.store.calls.filter((call) => call === 'touch')).toHaveLength(1);
    expect(app.store.calls.filter((call) => call === 'retrieve')).toHaveLength(40);
    const [session] = await app.store.inner.list('alice');
    expect(session?.renewed).toBe(app.now);
    expect(session?.revision).toBeGreaterThan(before);
  });

  it('writes once for many isolates at a time: the store has the last word', async () => {
    const app = new WebApp();
    const browser = await app.signedIn();
    app.now += 40 * MINUTE;
    const others = Array.from({ length: 10 }, () => {
      const other = new WebApp({ sessions: { store: () => app.store, now: () => app.now } }).browser();
      other.jar.plant(COOKIE, browser.key);
      return other;
    });
    const slid: boolean[] = [];
    const { inner } = app.store;
    app.store.touch = async (key) => {
      const answer = await inner.touch(key);
      if (answer.outcome === 'touched') slid.push(answer.renewed);
      return answer;
    };
    await Promise.all(others.map((other) => other.me()));
    expect(slid.filter(Boolean)).toHaveLength(1);
    expect(slid).toHaveLength(10);
  });

  it('never goes past the absolute end', async () => {
    const app = new WebApp({ store: { policy: { absoluteLifetime: 90 * MINUTE } } });
    const browser = await app.signedIn();
    for (let turn = 0; turn < 2; turn++) {
      app.now += 40 * MINUTE;
      expect(await browser.me()).toBe('alice');
    }
    app.now += 10 * MINUTE;
    expect(await browser.me()).toBe('nobody');
  });

  it('leaves a ticket alone that says so', async () => {
    const app = new WebApp();
    const properties = { issued: app.now, expires: app.now + HOUR, isPersistent: null, allowRefresh: false, items: {} };
    const claims = [{ type: 'sub', value: 'alice', valueType: null, issuer: null }];
    const others = { scheme: 'other', sessionId: null, issuer: null, clients: [] };
    const stored = await app.store.inner.store({ claims, properties, ...others });
    const browser = app.browser();
    browser.jar.plant(COOKIE, stored.outcome === 'stored' ? stored.key : '');
    app.now += 40 * MINUTE;
    app.store.calls = [];
    expect(await browser.me()).toBe('alice');
    expect(app.store.calls).toEqual(['retrieve']);
  });

  it('that the store does not answer is left to a later request, and told in the log', async () => {
    const log = vi.spyOn(console, 'error').mockImplementation(() => undefined);
    const app = new WebApp();
    const browser = await app.signedIn();
    app.now += 40 * MINUTE;
    app.store.down = ['touch'];
    expect(await browser.me()).toBe('alice');
    expect(log).toHaveBeenCalledOnce();
    app.store.down = [];
    app.now += 6_000;
    expect(await browser.me()).toBe('alice');
    expect((await app.store.inner.list('alice'))[0]?.renewed).toBe(app.now);
  });
});

describe('a session that is over', () => {
  it('by time is nobody from that millisecond on, and its cookie is worth nothing afterwards', async () => {
    const app = new WebApp();
    const browser = await app.signedIn();
    app.now += HOUR;
    expect(await browser.me()).toBe('nobody');
    app.now -= 1;
    expect(await browser.me()).toBe('alice');
  });

  it('by revocation while a request runs: that request ends as who it began, every later one is nobody', async () => {
    const app = new WebApp();
    const browser = await app.signedIn();
    app.meanwhile = () => app.store.inner.end({ which: 'subject', subjectId: 'alice' });
    expect(await browser.text('GET', '/slow')).toBe('alice alice');
    expect(await browser.me()).toBe('nobody');
  });

  it('by revocation between a look and the slide: nobody, and nothing comes back', async () => {
    const app = new WebApp();
    const browser = await app.signedIn();
    app.now += 40 * MINUTE;
    app.store.before = (operation) =>
      operation === 'touch' ? app.store.inner.end({ which: 'subject', subjectId: 'alice' }) : undefined;
    expect(await browser.me()).toBe('nobody');
    expect(await app.store.inner.list('alice')).toEqual([]);
  });
});

describe('a store that is down', () => {
  it.each([
    ['GET', '/me'],
    ['GET', '/devices'],
    ['POST', '/end-others'],
    ['DELETE', `/devices/${'A'.repeat(43)}`],
    ['POST', '/sign-out'],
    ['POST', '/session/logout'],
    ['GET', '/session/user'],
  ])('is 503 with Retry-After to %s %s, and the cookie stays', async (method, path) => {
    const app = new WebApp();
    const browser = await app.signedIn();
    app.store.down = EVERYTHING;
    const response = await browser.send(method, path);
    expect(response.status).toBe(503);
    expect(response.headers.get('Retry-After')).toBe('2');
    expect(response.headers.get('Cache-Control')).toBe('no-store');
    expect(response.headers.getSetCookie()).toEqual([]);
    app.store.down = [];
    expect(await browser.me()).toBe('alice');
  });

  it('signs nobody in: 503, and the session before stays where even that was not ended', async () => {
    const app = new WebApp();
    const browser = await app.signedIn();
    app.store.down = EVERYTHING;
    expect((await browser.send('POST', '/sign-in', { json: { sub: 'bob' } })).status).toBe(503);
    app.store.down = [];
    expect(await browser.me()).toBe('alice');
  });

  it('halfway through a sign-in as somebody else leaves nobody signed in', async () => {
    const app = new WebApp();
    const browser = await app.signedIn();
    app.store.down = ['store'];
    expect((await browser.send('POST', '/sign-in', { json: { sub: 'bob' } })).status).toBe(503);
    app.store.down = [];
    expect(await browser.me()).toBe('nobody');
  });

  it('does not matter to a page that asks nobody, nor to a visitor without a cookie', async () => {
    const app = new WebApp();
    const browser = await app.signedIn();
    app.store.down = EVERYTHING;
    expect(await browser.text('GET', '/public')).toBe('hello');
    expect(await app.browser().me()).toBe('nobody');
  });

  it('may say so before it returns a promise', async () => {
    const app = new WebApp();
    const browser = await app.signedIn();
    app.store.retrieve = () => {
      throw new TypeError('no connection');
    };
    expect((await browser.send('GET', '/me')).status).toBe(503);
  });

  it('is an HTTPException to the app, with the fault as its cause', async () => {
    const app = new WebApp();
    const browser = await app.signedIn();
    app.store.down = EVERYTHING;
    let caught: Error | undefined;
    app.app.onError((error, c) => {
      caught = error;
      return c.text('one moment', 503);
    });
    expect(await browser.me()).toBe('one moment');
    expect(caught).toMatchObject({ status: 503, cause: { message: 'the store is down' } });
  });
});

describe('fifty devices', () => {
  it('are listed, one is ended, then all others, and nobody else is touched', async () => {
    const app = new WebApp();
    const devices: Browser[] = [];
    for (let n = 0; n < 50; n++) {
      app.now += 1;
      devices.push(await app.signedIn({ device: `device ${n}` }));
    }
    const bob = await app.signedIn({ sub: 'bob' });
    const [first, second] = devices as [Browser, Browser];

    const listed = await devicesOf(first);
    expect(listed.map(({ device }) => device)).toEqual(devices.map((_, n) => `device ${n}`));
    expect(listed.filter(({ current }) => current).map(({ device }) => device)).toEqual(['device 0']);
    expect(JSON.stringify(listed)).not.toContain(first.key);

    expect(await first.json('DELETE', `/devices/${listed[1]?.id}`)).toEqual({ outcome: 'ended' });
    expect(await first.json('DELETE', `/devices/${listed[1]?.id}`)).toEqual({ outcome: 'session-not-found' });
    expect(await second.me()).toBe('nobody');

    expect(await first.json('POST', '/end-others')).toEqual({ outcome: 'ended', ended: 48 });
    const answers = await Promise.all(devices.map((device) => device.me()));
    expect(answers).toEqual(['alice', ...Array(49).fill('nobody')]);
    expect(await bob.me()).toBe('bob');
    expect(await devicesOf(first)).toHaveLength(1);
  });
});

describe('the sessions of a person', () => {
  it('are nobody’s to end but the own: the id of somebody else’s is not found', async () => {
    const app = new WebApp();
    const [alice, bob] = [await app.signedIn(), await app.signedIn({ sub: 'bob' })];
    const [session] = await devicesOf(bob);
    expect(await alice.json('DELETE', `/devices/${session?.id}`)).toEqual({ outcome: 'session-not-found' });
    expect(await bob.me()).toBe('bob');
  });

  it.each(['x', 'A'.repeat(44), '%00', '..'.repeat(30)])('are not found by what cannot be an id: %s', async (id) => {
    const app = new WebApp();
    const alice = await app.signedIn();
    app.store.calls = [];
    expect(await alice.json('DELETE', `/devices/${id}`)).toEqual({ outcome: 'session-not-found' });
    expect(app.store.calls).toEqual(['retrieve']);
  });

  it('are told and ended by nobody who is not signed in', async () => {
    const app = new WebApp();
    const nobody = app.browser();
    expect(await nobody.json('GET', '/devices')).toEqual({ outcome: 'anonymous' });
    expect(await nobody.json('POST', '/end-others')).toEqual({ outcome: 'anonymous' });
    expect(await nobody.json('DELETE', `/devices/${'A'.repeat(43)}`)).toEqual({ outcome: 'anonymous' });
    expect(app.store.calls).toEqual([]);
  });

  it('end with the cookie where the own one is ended by its id', async () => {
    const app = new WebApp();
    const alice = await app.signedIn();
    const [session] = await devicesOf(alice);
    expect(await alice.json('DELETE', `/devices/${session?.id}`)).toEqual({ outcome: 'ended' });
    expect([alice.key, await alice.me()]).toEqual(['', 'nobody']);
  });
});

it('asks the store of the bindings that a request has', async () => {
  const app = new WebApp();
  const { store } = app;
  const { Hono } = await import('hono');
  const other = new Hono<{ Bindings: { readonly SESSIONS: typeof store } }>()
    .use(sessions({ store: (bindings: { readonly SESSIONS: typeof store }) => bindings.SESSIONS }))
    .get('/', async (c) => c.text(String(await c.var.session.authenticate())));
  const headers = { Cookie: `${COOKIE}=${'A'.repeat(22)}.${'A'.repeat(43)}` };
  const response = await other.fetch(new Request(`${APP}/`, { headers }), { SESSIONS: store });
  expect([await response.text(), store.calls]).toEqual(['null', ['retrieve']]);
});
