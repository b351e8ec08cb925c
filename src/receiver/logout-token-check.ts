/**
 * Verifies a provider's logout token (OpenID Connect Back-Channel Logout 1.0 section 2.6). Guarantees: never throws; what it
 * accepts was signed by a key of the provider with an allowed algorithm, is meant for this client, is a logout token and
 * nothing else, is in time, and names a session, a subject or both.
 *
 * Relies on: `now`, and the caller for replays (step 8), which are about what was acted on.
 */

import type { JWTPayload } from 'jose';
import {
  JOSEAlgNotAllowed,
  JOSEError,
  JWKSMultipleMatchingKeys,
  JWKSNoMatchingKey,
  JWSSignatureVerificationFailed,
  JWTClaimValidationFailed,
  JWTExpired,
} from 'jose/errors';
import { type JWTVerifyGetKey, jwtVerify } from 'jose/jwt/verify';
import { LIMITS } from '../session/limits.ts';

/** What can be verified with a published key: `none` and the HMACs cannot be asked for. */
export type LogoutTokenAlgorithm =
  | 'RS256'
  | 'RS384'
  | 'RS512'
  | 'PS256'
  | 'PS384'
  | 'PS512'
  | 'ES256'
  | 'ES384'
  | 'ES512'
  | 'EdDSA'
  | 'Ed25519';

export interface LogoutTokenRules {
  /** As the provider's discovery says it, to the letter. */
  readonly issuer: string;
  /** This application at the provider. */
  readonly clientId: string;
  /** What it was registered with as `id_token_signed_response_alg`; `RS256` is the default there (step 3). */
  readonly algorithms?: readonly LogoutTokenAlgorithm[];
  /**
   * `accepted`: a token may have no `typ`, or `JWT`, as tokens from before explicit typing do. Typing is RECOMMENDED to
   * providers (section 2.4), and keeps any other JWT of the provider from passing as a logout token: so refused by default.
   */
  readonly untyped?: 'refused' | 'accepted';
  /** By how much the provider's clock may differ, in milliseconds. */
  readonly clockSkew?: number;
}

/** What a token fails at: a claim or a header by its name, or the step. */
export type LogoutTokenFault =
  | 'malformed'
  | 'alg'
  | 'kid'
  | 'signature'
  | 'typ'
  | 'iss'
  | 'aud'
  | 'iat'
  | 'nbf'
  | 'exp'
  | 'jti'
  | 'events'
  | 'nonce'
  | 'sub'
  | 'sid';

export interface VerifiedLogoutToken {
  readonly outcome: 'verified';
  /** At least one of the two is there. */
  readonly subjectId: string | null;
  readonly sessionId: string | null;
  /** What tells this token from every other of every issuer. */
  readonly name: string;
  /** When it will be refused by its `exp`, in milliseconds since the epoch. */
  readonly until: number;
}

export type LogoutTokenOutcome =
  | VerifiedLogoutToken
  | { readonly outcome: 'refused'; readonly fault: LogoutTokenFault }
  /** The provider's keys are out of reach: nothing is known about the token. */
  | { readonly outcome: 'keys-unavailable'; readonly cause: unknown };

export const LOGOUT_EVENT = 'http://schemas.openid.net/event/backchannel-logout';

const TYPE = 'logout+jwt';
const DEFAULT_SKEW = 60_000;

interface Check {
  readonly keys: JWTVerifyGetKey;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

export async function checkLogoutToken(
  token: string,
  rules: LogoutTokenRules,
  { keys, now }: Check,
): Promise<LogoutTokenOutcome> {
  const skew = (rules.clockSkew ?? DEFAULT_SKEW) / 1_000;
  try {
    const { payload, protectedHeader } = await jwtVerify(token, reached(keys), {
      algorithms: [...(rules.algorithms ?? ['RS256'])],
      issuer: rules.issuer,
      audience: rules.clientId,
      requiredClaims: ['iat', 'exp', 'jti'],
      clockTolerance: skew,
      currentDate: new Date(now),
    });
    if (!isOfType(protectedHeader.typ, rules)) return { outcome: 'refused', fault: 'typ' };
    return accepted(payload, { now: now / 1_000, skew });
  } catch (error) {
    if (error instanceof KeysUnavailable) return { outcome: 'keys-unavailable', cause: error.cause };
    return { outcome: 'refused', fault: faultOf(error) };
  }
}

class KeysUnavailable extends Error {}

/** A key that is not in the set is the token's fault; a set that does not come is not. */
const reached =
  (keys: JWTVerifyGetKey): JWTVerifyGetKey =>
  async (header, token) => {
    try {
      return await keys(header, token);
    } catch (error) {
      if (error instanceof JWKSNoMatchingKey || error instanceof JWKSMultipleMatchingKeys) throw error;
      throw new KeysUnavailable('the key set is out of reach', { cause: error });
    }
  };

/** Media types have no case, and `application/` may be left out (RFC 7515 section 4.1.9). */
function isOfType(typ: string | undefined, { untyped = 'refused' }: LogoutTokenRules): boolean {
  const type = typ?.toLowerCase().replace(/^application\//, '');
  return type === TYPE || (untyped === 'accepted' && (type === undefined || type === 'jwt'));
}

interface Seconds {
  readonly now: number;
  readonly skew: number;
}

/** Steps 4 (what jose leaves of it) to 7, on a token whose signature, issuer, audience and end are right. */
function accepted(payload: JWTPayload, { now, skew }: Seconds): LogoutTokenOutcome {
  const { iss, iat = 0, exp = 0, jti, sub, sid, events } = payload as JWTPayload & Readonly<Record<string, unknown>>;
  const refused = (fault: LogoutTokenFault): LogoutTokenOutcome => ({ outcome: 'refused', fault });
  if (iat > now + skew) return refused('iat');
  if (typeof jti !== 'string' || jti === '') return refused('jti');
  if (!isNameOrAbsent(sub)) return refused('sub');
  if (!isNameOrAbsent(sid)) return refused('sid');
  if (sub === undefined && sid === undefined) return refused('sub');
  if (!isObject(events) || !Object.hasOwn(events, LOGOUT_EVENT)) return refused('events');
  if (!isObject((events as Record<string, unknown>)[LOGOUT_EVENT])) return refused('events');
  if (Object.hasOwn(payload, 'nonce')) return refused('nonce');
  return {
    outcome: 'verified',
    subjectId: sub ?? null,
    sessionId: sid ?? null,
    name: JSON.stringify([iss, jti]),
    until: (exp + skew) * 1_000,
  };
}

/** What a session can have as subject or sid. */
function isNameOrAbsent(value: unknown): value is string | undefined {
  if (value === undefined) return true;
  if (typeof value !== 'string' || value.trim() === '' || /\p{Cc}/u.test(value)) return false;
  return [...value].length <= LIMITS.subjectId;
}

const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const CLAIMS = ['iss', 'aud', 'iat', 'nbf', 'exp', 'jti'] as const;

function faultOf(error: unknown): LogoutTokenFault {
  if (error instanceof JOSEAlgNotAllowed) return 'alg';
  if (error instanceof JWKSNoMatchingKey || error instanceof JWKSMultipleMatchingKeys) return 'kid';
  if (error instanceof JWTExpired) return 'exp';
  if (error instanceof JWTClaimValidationFailed) return CLAIMS.find((claim) => claim === error.claim) ?? 'malformed';
  if (error instanceof JWSSignatureVerificationFailed) return 'signature';
  // Any other fault of jose is one of form; what is none of jose's is a key that cannot verify.
  return error instanceof JOSEError ? 'malformed' : 'signature';
}
