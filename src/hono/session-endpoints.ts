/**
 * Endpoints in the manner of a backend for frontends, to be mounted under `/session` after `sessions()`. Guarantees: what
 * changes something is refused to every page of another origin (403), what tells something too; nothing is cached; nobody is
 * sent to another origin.
 *
 *     GET      /user         200 {id, claims, expiresIn} or 401; `?slide=false` does not slide
 *     GET|POST /login        the app's own, with the address to go to afterwards
 *     POST     /logout       303 to `returnUrl`, or 204; also when nobody is signed in
 *     POST     /backchannel  the app's back-channel logout
 */
import { type Context, Hono, type MiddlewareHandler } from 'hono';
import { endOf } from '../session/lifetime.ts';
import type { BackChannelLogout } from './back-channel-logout.ts';
import { isFromOwnOrigin, mayRead } from './own-origin.ts';
import { returnAddressOf } from './return-address.ts';
import type { SessionVariables } from './sessions.ts';

type AppContext<Bindings extends object> = Context<{ Bindings: Bindings; Variables: SessionVariables }>;

export interface SessionEndpoints<Bindings extends object> {
  /**
   * Starts a sign-in (a redirect to the provider), or is one (`c.var.session.signIn`). By GET any site can send a browser
   * here, so only a POST may sign in by what it is sent. `returnTo`: absolute, of this origin; its root by default.
   */
  readonly login?: (c: AppContext<Bindings>, returnTo: string) => Response | Promise<Response>;
  /** `backChannelLogout(…)`. */
  readonly backChannelLogout?: BackChannelLogout<Bindings>;
  /** Milliseconds since the epoch. */
  readonly now?: () => number;
}

export function sessionEndpoints<Bindings extends object>({
  login,
  backChannelLogout,
  now = Date.now,
}: SessionEndpoints<Bindings> = {}): Hono<{ Variables: SessionVariables }> {
  const endpoints = new Hono<{ Variables: SessionVariables }>();
  // The bindings are the app's: what is mounted has them, but not their type.
  if (backChannelLogout !== undefined) {
    endpoints.post('/backchannel', (c) => backChannelLogout({ env: c.env as Bindings, req: c.req }));
  }

  endpoints.get('/user', noStore, async (c) => {
    if (!mayRead(c.req.raw)) return crossOrigin(c);
    const me = await c.var.session.authenticate({ slide: c.req.query('slide') !== 'false' });
    if (me === null) return c.json({ error: 'anonymous' }, 401);
    const end = endOf(me.session);
    const expiresIn = end === null ? null : Math.max(0, Math.floor((end - now()) / 1_000));
    return c.json({ id: me.session.id, claims: me.ticket.claims, expiresIn });
  });

  endpoints.post('/logout', noStore, async (c) => {
    if (!isFromOwnOrigin(c.req.raw)) return crossOrigin(c);
    const returnTo = returnAddressOf(c.req.raw);
    if (returnTo === 'foreign') return foreign(c);
    await c.var.session.signOut();
    return returnTo === null ? c.body(null, 204) : c.redirect(returnTo, 303);
  });

  if (login !== undefined) {
    endpoints.on(['GET', 'POST'], '/login', noStore, async (c) => {
      if (c.req.method === 'POST' && !isFromOwnOrigin(c.req.raw)) return crossOrigin(c);
      const returnTo = returnAddressOf(c.req.raw) ?? new URL('/', c.req.url).href;
      return returnTo === 'foreign' ? foreign(c) : login(c as unknown as AppContext<Bindings>, returnTo);
    });
  }
  return endpoints;
}

const noStore: MiddlewareHandler = async (c, next) => {
  await next();
  c.header('Cache-Control', 'no-store');
};

const crossOrigin = (c: Context): Response => c.json({ error: 'cross-origin' }, 403);
const foreign = (c: Context): Response => c.json({ error: 'return-url' }, 400);
