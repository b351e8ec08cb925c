/**
 * The back-channel logout endpoint of an application (OpenID Connect Back-Channel Logout 1.0 sections 2.5 and 2.8). Guarantees:
 * 200 once the sessions have ended, 400 with a JSON `error` otherwise, also when a part of ours does not answer (the standard
 * has no other status): then with `Retry-After`. Never cached. Needs no cookie and no CSRF protection: the token is the proof.
 */
import { LogoutReceiver, type LogoutReceiverOptions } from '../receiver/logout-receiver.ts';
import type { SessionsStore } from '../ticket/sessions-store.ts';
import { logoutTokenIn } from './logout-token-in.ts';

export interface BackChannelLogoutOptions<Bindings extends object> extends LogoutReceiverOptions {
  readonly store: (bindings: Bindings) => SessionsStore;
}

/** A handler for `app.post`, or for `sessionEndpoints`. */
export type BackChannelLogout<Bindings extends object> = (c: {
  readonly env: Bindings;
  readonly req: { readonly raw: Request };
}) => Promise<Response>;

const NO_STORE = { 'Cache-Control': 'no-store' };
const RETRY_AFTER_SECONDS = 2;

export function backChannelLogout<Bindings extends object>({
  store,
  ...options
}: BackChannelLogoutOptions<Bindings>): BackChannelLogout<Bindings> {
  const receiver = new LogoutReceiver(options);
  return async (c) => {
    const token = await logoutTokenIn(c.req.raw);
    if (token === null) return refused('logout_token');
    const received = await receiver.receive(token, store(c.env));
    switch (received.outcome) {
      case 'logged-out':
        return new Response(null, { status: 200, headers: NO_STORE });
      case 'refused':
        return refused(received.fault);
      case 'unavailable':
        console.error('edge-sessions: a logout could not be carried out', received.cause);
        return Response.json(
          { error: 'temporarily_unavailable' },
          { status: 400, headers: { ...NO_STORE, 'Retry-After': String(RETRY_AFTER_SECONDS) } },
        );
    }
  };
}

/** The description names what was wrong, and repeats nothing of the token. */
const refused = (fault: string): Response =>
  Response.json({ error: 'invalid_request', error_description: fault }, { status: 400, headers: NO_STORE });
