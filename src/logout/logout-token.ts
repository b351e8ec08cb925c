/**
 * A logout token (OpenID Connect Back-Channel Logout 1.0 section 2.4; contract, "Back-channel logout"). Guarantees: the
 * claims of the contract and none besides, so never `nonce`; a `jti` of its own each time.
 *
 * Relies on the caller for the key having the algorithm that the client accepts. A key that does not sign is a fault.
 */
import { SignJWT } from 'jose/jwt/sign';
import type { LogoutTokenClaim } from '../client/client.ts';
import type { LogoutNotice } from './notice.ts';
import { privateKeyOf } from './private-key.ts';
import type { SigningKey } from './signing-key.ts';

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

export async function logoutToken({ notice, issuer, claims, key, now }: TokenParts): Promise<string> {
  const issued = Math.floor(now / 1_000);
  return new SignJWT({
    events: { [LOGOUT_EVENT]: {} },
    ...(claims.includes('sub') ? { sub: notice.subjectId } : {}),
    ...(claims.includes('sid') ? { sid: notice.sessionId } : {}),
    logout_reason: notice.logoutReason,
  })
    .setProtectedHeader({ typ: 'logout+jwt', alg: key.alg, kid: key.kid })
    .setIssuer(issuer)
    .setAudience(notice.clientId)
    .setIssuedAt(issued)
    .setExpirationTime(issued + LIFETIME)
    .setJti(crypto.randomUUID())
    .sign(await privateKeyOf(key));
}
