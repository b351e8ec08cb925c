/**
 * One attempt to tell one client about one end: a fresh logout token, sent to the address that the client has now (OpenID
 * Connect Back-Channel Logout 1.0 sections 2.5 to 2.8; contract, "Clients", "Back-channel logout"). Guarantees: the address
 * passes the guard at this moment and no redirect is followed; takes at most `timeout`, whatever the relying party does; an
 * error is a phrase of ours, with at most a code of the relying party's: no address, no token, no text of an exception.
 *
 * Relies on the caller for keeping the delivery, for the next attempt (`retry.ts`), and for not sending two at once.
 */
import type { Client } from '../client/client.ts';
import { guardAddress } from './address-guard.ts';
import { errorCodeOf } from './error-code.ts';
import { logoutToken } from './logout-token.ts';
import type { LogoutNotice } from './notice.ts';
import { retryAfterOf } from './retry-after.ts';
import type { SigningKey } from './signing-key.ts';

/** Milliseconds that the contract gives a relying party. */
export const DELIVERY_TIMEOUT = 10_000;

export interface DeliveryParts {
  /** The first with the client's algorithm signs. */
  readonly signingKeys: readonly SigningKey[];
  /** `ISSUER`, for sessions that have no issuer of their own. */
  readonly issuer: string | null;
  /** `ALLOW_PRIVATE_LOGOUT_URIS`. */
  readonly allowPrivate: boolean;
  readonly fetch: typeof fetch;
  /** Milliseconds for the whole answer, its body included. */
  readonly timeout: number;
  /** Milliseconds since the epoch. */
  now(): number;
}

export type DeliveryOutcome =
  | { readonly outcome: 'delivered' }
  /** Never tried again. */
  | { readonly outcome: 'dead'; readonly error: string }
  /** retryAfter: milliseconds that the relying party asked for; null: none. */
  | { readonly outcome: 'failed'; readonly error: string; readonly retryAfter: number | null };

const REDIRECTS: readonly number[] = [301, 302, 303, 307, 308];

const dead = (error: string): DeliveryOutcome => ({ outcome: 'dead', error });

const failed = (error: string, retryAfter: number | null = null): DeliveryOutcome => ({
  outcome: 'failed',
  error,
  retryAfter,
});

/** `client` as it is registered now; null: it is not. */
export async function deliverLogout(
  parts: DeliveryParts,
  notice: LogoutNotice,
  client: Client | null,
): Promise<DeliveryOutcome> {
  if (client === null) return dead('the client is not registered');
  if (!client.enabled) return dead('the client is disabled');
  if (client.backChannelLogoutUri === null) return dead('the client has no logout address');
  const verdict = guardAddress(client.backChannelLogoutUri, parts);
  if (verdict.outcome === 'refused') return dead(`the logout address ${verdict.reason}`);

  // What is wrong from here on is the configuration, which can be mended before the next attempt.
  const issuer = notice.issuer ?? parts.issuer;
  if (issuer === null) return failed('no issuer: the session has none, and ISSUER is not set');
  const algorithm = client.idTokenSignedResponseAlg;
  const key = parts.signingKeys.find(({ alg }) => alg === algorithm);
  if (key === undefined) return failed(`no signing key: SIGNING_KEYS lacks ${algorithm}`);
  const token = await logoutToken({ notice, issuer, claims: client.logoutTokenClaims, key, now: parts.now() }).catch(
    // Not the fault itself, which may quote the key.
    () => null,
  );
  if (token === null) return failed(`the ${algorithm} signing key does not sign`);
  return send(parts, verdict.url, token, notice);
}

async function send(parts: DeliveryParts, url: URL, token: string, notice: LogoutNotice): Promise<DeliveryOutcome> {
  const { fetch, timeout } = parts;
  const time = new AbortController();
  // Not AbortSignal.timeout: its timer would keep the object in memory for all of that time, the answer notwithstanding.
  const timer = setTimeout(() => time.abort(), timeout);
  try {
    const response = await fetch(url.href, {
      method: 'POST',
      headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ logout_token: token }).toString(),
      redirect: 'manual',
      signal: time.signal,
    }).catch(() => null);
    if (response === null)
      return failed(time.signal.aborted ? `no answer within ${timeout / 1_000} s` : 'connection failed');
    return await outcomeOf(response, [token, notice.subjectId, notice.sessionId], parts.now());
  } finally {
    clearTimeout(timer);
  }
}

/** `secrets`: what was sent, and is not told if it comes back. */
async function outcomeOf(response: Response, secrets: readonly string[], now: number): Promise<DeliveryOutcome> {
  const { ok, status, headers, body } = response;
  const retryAfter = retryAfterOf(headers.get('Retry-After'), now);
  const redirected = REDIRECTS.includes(status);
  if (ok || status === 410 || redirected) {
    await body?.cancel().catch(() => undefined);
    if (ok) return { outcome: 'delivered' };
    return redirected ? failed(`answered ${status}: redirects are not followed`, retryAfter) : dead('answered 410');
  }
  const code = await errorCodeOf(body);
  const told = code === null || secrets.some((secret) => secret.includes(code)) ? '' : `: ${code}`;
  return failed(`answered ${status}${told}`, retryAfter);
}
