/**
 * A registered client: an application that people sign in to, and that may want to hear when a session ends. Contract:
 * "Clients". Pure: the language only.
 */

/** JWS algorithms of logout tokens (RFC 7518 section 3.1, RFC 8037 section 3.1). */
export const SIGNING_ALGORITHMS = ['RS256', 'ES256', 'EdDSA'] as const;
export type SigningAlgorithm = (typeof SIGNING_ALGORITHMS)[number];

/** Claims of a logout token that name who is signed out (OpenID Connect Back-Channel Logout 1.0 section 2.4). */
export const LOGOUT_TOKEN_CLAIMS = ['sub', 'sid'] as const;
export type LogoutTokenClaim = (typeof LOGOUT_TOKEN_CLAIMS)[number];

export interface Client {
  readonly clientId: string;
  /** A disabled client is told nothing. */
  readonly enabled: boolean;
  readonly displayName: string | null;
  /** As it was sent. Null: the client is told nothing. */
  readonly backChannelLogoutUri: string | null;
  /** `backchannel_logout_session_required`: informational, `logoutTokenClaims` decides. */
  readonly backChannelLogoutSessionRequired: boolean;
  /** One or both, each once. */
  readonly logoutTokenClaims: readonly LogoutTokenClaim[];
  readonly idTokenSignedResponseAlg: SigningAlgorithm;
  /** Null: as `COORDINATE_CLIENT_LIFETIMES_WITH_USER_SESSION` says. */
  readonly coordinateLifetimeWithUserSession: boolean | null;
}

/** What a client is where its registration does not say otherwise. */
export const CLIENT_DEFAULTS = {
  enabled: true,
  displayName: null,
  backChannelLogoutUri: null,
  backChannelLogoutSessionRequired: true,
  logoutTokenClaims: LOGOUT_TOKEN_CLAIMS,
  idTokenSignedResponseAlg: 'RS256',
  coordinateLifetimeWithUserSession: null,
} as const satisfies Omit<Client, 'clientId'>;
