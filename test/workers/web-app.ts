/**
 * An application with sessions, as somebody would write it, and browsers that use it: real requests through a cookie jar. The
 * store is in memory, watched; the clock is the test's.
 */
import { Hono } from 'hono';
import { type SessionEndpoints, type SessionsOptions, sessionEndpoints, sessions } from '../../src/hono/index.ts';
import type { MemorySessionsOptions } from '../../src/memory/memory-sessions.ts';
import { CookieJar } from './cookie-jar.ts';
import { WatchedSessions } from './watched-sessions.ts';

export const APP = 'https://app.example';
export const COOKIE = '__Host-session';
export const HOUR = 3_600_000;

interface World {
  readonly store?: Omit<MemorySessionsOptions, 'now'>;
  readonly sessions?: Partial<SessionsOptions<object>>;
  readonly endpoints?: SessionEndpoints<object>;
}

interface Person {
  readonly sub?: string;
  readonly device?: string;
  readonly persistent?: boolean;
  readonly sid?: string;
}

export class WebApp {
  now = Date.parse('2026-11-21T12:00:00.000Z');
  readonly store: WatchedSessions;
  readonly app: Hono;
  /** Runs in the handler of `/slow`, between two looks. */
  meanwhile: () => Promise<unknown> = async () => undefined;

  constructor({ store = {}, sessions: options = {}, endpoints = {} }: World = {}) {
    const now = () => this.now;
    this.store = new WatchedSessions({ now, ...store });
    const app = new Hono()
      .use(sessions({ store: () => this.store, idle: HOUR, now, ...options }))
      .get('/public', (c) => c.text('hello'))
      .get('/me', async (c) => {
        const me = await c.var.session.authenticate();
        return me === null ? c.text('nobody', 401) : c.text(me.session.subjectId);
      })
      .get('/slow', async (c) => {
        const before = await c.var.session.authenticate();
        await this.meanwhile();
        const after = await c.var.session.authenticate();
        return c.text(`${before?.session.subjectId} ${after?.session.subjectId}`);
      })
      .get('/times', async (c) => {
        const me = await c.var.session.authenticate();
        return c.json({ session: me?.session, properties: me?.ticket.properties });
      })
      .post('/sign-in', async (c) => {
        const { sub, device, persistent = false, sid } = await c.req.json<Person>();
        const claims = Object.entries({ sub, sid }).flatMap(([type, value]) => (value ? [{ type, value }] : []));
        const { outcome } = await c.var.session.signIn({ claims, items: device ? { device } : {}, persistent });
        const me = await c.var.session.authenticate();
        return c.text(`${outcome} ${me?.session.subjectId ?? 'nobody'}`);
      })
      .post('/sign-out', async (c) => {
        await c.var.session.signOut();
        return c.text(String(await c.var.session.authenticate()));
      })
      .get('/devices', async (c) => c.json(await c.var.session.list()))
      .delete('/devices/:id', async (c) => c.json(await c.var.session.end(c.req.param('id'))))
      .post('/end-others', async (c) => c.json(await c.var.session.endOthers()))
      .post('/sign-in-twice', async (c) => {
        for (const value of ['alice', 'bob']) await c.var.session.signIn({ claims: [{ type: 'sub', value }] });
        return c.text('bob');
      })
      .post('/sign-in-and-fail', async (c) => {
        await c.var.session.signIn({ claims: [{ type: 'sub', value: 'alice' }] });
        throw new Error('the page is broken');
      })
      .route('/session', sessionEndpoints({ now, ...endpoints }));
    app.onError((error, c) =>
      'getResponse' in error ? (error as never as Failed).getResponse() : c.text('oops', 500),
    );
    this.app = app as unknown as Hono;
  }

  browser(): Browser {
    return new Browser(this);
  }

  async signedIn(person: Person = {}): Promise<Browser> {
    const browser = this.browser();
    await browser.signIn(person);
    return browser;
  }
}

interface Failed {
  getResponse(): Response;
}

interface Sent {
  readonly headers?: Readonly<Record<string, string>>;
  readonly json?: unknown;
  readonly body?: BodyInit;
}

export class Browser {
  readonly jar: CookieJar;
  readonly #app: WebApp;

  constructor(app: WebApp) {
    this.#app = app;
    this.jar = new CookieJar(() => app.now);
  }

  get key(): string {
    return this.jar.value(COOKIE) ?? '';
  }

  /** From a page of the app, unless `headers` say otherwise. */
  async send(method: string, path: string, { headers = {}, json, body }: Sent = {}): Promise<Response> {
    const all = new Headers({ 'Sec-Fetch-Site': 'same-origin' });
    if (this.jar.header !== '') all.set('Cookie', this.jar.header);
    for (const [name, value] of Object.entries(headers)) {
      if (value === '') all.delete(name);
      else all.set(name, value);
    }
    const content = json === undefined ? body : JSON.stringify(json);
    const request = new Request(`${APP}${path}`, {
      method,
      headers: all,
      ...(content === undefined ? {} : { body: content }),
    });
    const response = await this.#app.app.fetch(request);
    this.jar.take(response);
    return response;
  }

  async text(method: string, path: string, sent?: Sent): Promise<string> {
    return (await this.send(method, path, sent)).text();
  }

  async json<T>(method: string, path: string, sent?: Sent): Promise<T> {
    return (await this.send(method, path, sent)).json();
  }

  /** Who the app says this is. */
  me(): Promise<string> {
    return this.text('GET', '/me');
  }

  signIn({ sub = 'alice', ...person }: Person = {}): Promise<string> {
    return this.text('POST', '/sign-in', { json: { sub, ...person } });
  }
}
