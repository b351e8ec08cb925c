/**
 * The middleware: `c.var.session` in every handler after it, and the cookie on the way out. Guarantees: nothing is asked of
 * the store until a handler asks who it is; only a handler's sign-in or sign-out touches the cookie, never a look (a response
 * about an old session may arrive after the one that set the new cookie); a response with the cookie is not cached.
 *
 * CSRF: a handler of the app that changes something is the app's to protect (`hono/csrf`); those of `sessionEndpoints` are.
 */
import type { Context, MiddlewareHandler } from 'hono';
import { Remembered } from '../session/remembered.ts';
import type { SessionsStore } from '../ticket/sessions-store.ts';
import { CurrentSession } from './current-session.ts';
import type { RequestSession } from './request-session.ts';
import { type SameSite, SessionCookie } from './session-cookie.ts';

export interface SessionsOptions<Bindings extends object> {
  /** The store, by the bindings of the request or by all of it: RPC binding, HTTP client, or in memory. */
  readonly store: (
    bindings: Bindings,
    c: Context<{ Bindings: Bindings; Variables: SessionVariables }>,
  ) => SessionsStore;
  /** The cookie's name after `__Host-`, and the scheme of its tickets. */
  readonly cookie?: string;
  /** The app as a client of the store: each sign-in has it among its clients, so that the app is told when the session ends. */
  readonly clientId?: string;
  readonly sameSite?: SameSite;
  /** How long a session lives without being used, in milliseconds; 8 hours by default. The store sets the absolute end. */
  readonly idle?: number;
  /** Milliseconds since the epoch. */
  readonly now?: () => number;
}

export interface SessionVariables {
  readonly session: RequestSession;
}

const EIGHT_HOURS = 8 * 60 * 60 * 1_000;

/** For how long a slide keeps others of the same session in the same isolate from sliding, in milliseconds. */
const SLIDE_WINDOW = 5_000;

export function sessions<Bindings extends object>({
  store,
  cookie = 'session',
  clientId,
  sameSite = 'Lax',
  idle = EIGHT_HOURS,
  now = Date.now,
}: SessionsOptions<Bindings>): MiddlewareHandler<{ Bindings: Bindings; Variables: SessionVariables }> {
  const clients = clientId === undefined ? [] : [{ clientId, sub: null, sid: null }];
  const jar = new SessionCookie(cookie, sameSite);
  const slides = new Remembered<true>(SLIDE_WINDOW);
  return async (c, next) => {
    const parts = { store: store(c.env, c), scheme: cookie, clients, idle, slides, now };
    const session = new CurrentSession(parts, jar.keyIn(c.req.raw.headers.get('Cookie')));
    c.set('session', session);
    await next();
    const change = session.cookieChange;
    if (change === null) return;
    c.header('Set-Cookie', jar.toSet(change, now()), { append: true });
    c.header('Cache-Control', 'no-store');
  };
}
