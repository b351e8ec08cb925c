/**
 * A logout token (OpenID Connect Back-Channel Logout 1.0 section 2.4; contract, "Back-channel logout"). Guarantees: the
 * claims of the contract and none besides, so never `nonce`; a `jti` of its own each time.
 *
 * Relies on the caller for the key having the algorithm that the client accepts. A key that does not sign is a fault.
 * A JWS is two texts and a signature (RFC 7515 section 5.1), and Web Crypto signs in its form (ES256 too: r and s, RFC 7518
 * section 3.4). So jose, which tests and receivers verify with, need not be in the service for it.
 */
import type { LogoutTokenClaim } from '../client/client.ts';
import { base64url } from '../session/keys.ts';
import type { LogoutNotice } from './notice.ts';
import { privateKeyOf } from './private-key.ts';
import type { SigningKey } from './signing-key.ts';
import { WEB_CRYPTO_ALGORITHMS } from './web-crypto-algorithms.ts';

const encoder = new TextEncoder();

/** Seconds that a token is good for: it is used at once, and each attempt has its own. */
const LIFETIME = 120;

const LOGOUT_EVENT = 'http://schemas.openid.net/event/backchannel-logout';

export interface TokenParts {
  readonly notice: LogoutNotice;
  readonly issuer: string;
  /** Which of `sub` and `sid` the client wants to be told. */
  readonly claims: readonly LogoutTokenClaim[];
  readonly key: SigningKey;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

export function logoutToken({ notice, issuer, claims, key, now }: TokenParts): Promise<string> {
  const issued = Math.floor(now / 1_000);
  return signed(key, {
    events: { [LOGOUT_EVENT]: {} },
    ...(claims.includes('sub') ? { sub: notice.subjectId } : {}),
    ...(claims.includes('sid') ? { sid: notice.sessionId } : {}),
    logout_reason: notice.logoutReason,
    iss: issuer,
    aud: notice.clientId,
    iat: issued,
    exp: issued + LIFETIME,
    jti: crypto.randomUUID(),
  });
}

/** A JWS in its compact form. */
async function signed(key: SigningKey, claims: object): Promise<string> {
  const header = { typ: 'logout+jwt', alg: key.alg, kid: key.kid };
  const content = [header, claims].map((part) => base64url(encoder.encode(JSON.stringify(part)))).join('.');
  const { signing } = WEB_CRYPTO_ALGORITHMS[key.alg];
  const signature = await crypto.subtle.sign(signing, await privateKeyOf(key), encoder.encode(content));
  return `${content}.${base64url(new Uint8Array(signature))}`;
}
