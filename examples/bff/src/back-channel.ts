/**
 * The back channel: the service tells this app that a session has ended. Guarantees: only what `backChannelLogout` has verified, with
 * the keys that the service publishes, counts as told.
 */
import { env as environment } from 'cloudflare:workers';
import { type BackChannelLogout, backChannelLogout } from 'edge-sessions/hono';
import { decodeJwt } from 'jose';
import { CLIENT_ID } from './client.ts';
import type { Bindings } from './environment.ts';
import { inboxOf } from './logout-inbox.ts';
import { sessionsOfApp } from './sessions-of-app.ts';

const env = environment as Bindings;
const inbox = () => inboxOf(env.INBOX);

const verifyAndEnd = backChannelLogout<Bindings>({
  // They are the service's own and have ended already; an app with sessions of its own ends those.
  store: sessionsOfApp,
  issuer: env.ISSUER,
  clientId: CLIENT_ID,
  jwksUri: `${env.ISSUER}/.well-known/jwks.json`,
  fetch: (address, init) => env.SERVICE.fetch(address, init),
  replays: {
    seen: (token) => inbox().seen(token),
    remember: (token, until) => inbox().remember(token, until),
  },
});

export const receiveLogout: BackChannelLogout<Bindings> = async (c) => {
  const copy = c.req.raw.clone();
  const answer = await verifyAndEnd(c);
  if (answer.ok) {
    const { sub, sid, logout_reason: reason } = decodeJwt(String((await copy.formData()).get('logout_token')));
    await inbox().add({ subjectId: String(sub), sessionId: String(sid), reason: String(reason), at: Date.now() });
  }
  return answer;
};
