/**
 * A backend for frontends whose sessions are kept by the service: a cookie with a key here, everything else there. Each request asks
 * once who it is, so that whoever is signed out anywhere is signed out here at the next click.
 */
import { sessionEndpoints, sessions } from 'edge-sessions/hono';
import { Hono } from 'hono';
import { secureHeaders } from 'hono/secure-headers';
import { account } from './account.ts';
import { administrator } from './administrator.ts';
import { receiveLogout } from './back-channel.ts';
import { CLIENT_ID } from './client.ts';
import { COOKIE } from './cookie.ts';
import type { AppEnv } from './environment.ts';
import { notices } from './notices.tsx';
import { sessionsOfApp } from './sessions-of-app.ts';
import { signIn } from './sign-in.ts';

export { LogoutInbox } from './logout-inbox.ts';

const NOTHING = ["'none'"];
const OWN = ["'self'"];

export default new Hono<AppEnv>()
  .use(
    secureHeaders({
      contentSecurityPolicy: {
        defaultSrc: NOTHING,
        styleSrc: OWN,
        scriptSrc: OWN,
        imgSrc: OWN,
        connectSrc: OWN,
        formAction: OWN,
        frameAncestors: NOTHING,
        baseUri: NOTHING,
      },
    }),
  )
  // Every page says who is signed in: none is for the browser to keep.
  .use(async (c, next) => {
    await next();
    c.header('Cache-Control', 'no-store');
  })
  .use(sessions({ store: sessionsOfApp, cookie: COOKIE, clientId: CLIENT_ID }))
  .route('/session', sessionEndpoints({ login: signIn, backChannelLogout: receiveLogout }))
  .route('/', account)
  .route('/administrator', administrator)
  .route('/notices', notices);
