/**
 * Persisted grants (contract, "Persisted grants"; reference: `IPersistedGrantStore`): refresh tokens, codes, consents and
 * whatever a caller keeps of that kind. Times are milliseconds since the epoch. Pure: the language only.
 */

/** What may be told of a grant: neither its key nor its data. */
export interface GrantFields {
  readonly type: string;
  readonly subjectId: string | null;
  readonly sessionId: string | null;
  readonly clientId: string | null;
  /** Groups what is revoked together. */
  readonly grantId: string | null;
  /** A second way to find it: a user code. */
  readonly lookup: string | null;
  readonly description: string | null;
  readonly creationTime: number;
  readonly expiration: number | null;
  readonly consumedTime: number | null;
}

/** These fields of something that has more. */
export const grantFields = (of: GrantFields): GrantFields => ({
  type: of.type,
  subjectId: of.subjectId,
  sessionId: of.sessionId,
  clientId: of.clientId,
  grantId: of.grantId,
  lookup: of.lookup,
  description: of.description,
  creationTime: of.creationTime,
  expiration: of.expiration,
  consumedTime: of.consumedTime,
});

export interface Grant extends GrantFields {
  /** Null, as the data, where the protected envelope does not open. */
  readonly key: string | null;
  readonly data: string | null;
  readonly revision: number;
}

/** A grant to store. */
export interface NewGrant extends Omit<GrantFields, 'creationTime'> {
  readonly key: string;
  readonly data: string;
  /** Null: when it is stored. */
  readonly creationTime: number | null;
}

/** What a removal's flags tell apart. */
export type GrantKind = 'tokens' | 'consents' | 'others';

/** Types that go with a session. */
export const TOKEN_TYPES = ['refresh_token', 'reference_token', 'authorization_code', 'ciba'] as const;
export const CONSENT_TYPE = 'user_consent';

export const kindOf = (type: string): GrantKind =>
  (TOKEN_TYPES as readonly string[]).includes(type) ? 'tokens' : type === CONSENT_TYPE ? 'consents' : 'others';
