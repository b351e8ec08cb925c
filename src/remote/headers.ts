/**
 * The request headers of the contract. Guarantees: what is sent is visible ASCII, so that no platform refuses it with a message
 * that repeats it.
 */
import { digest } from '../session/keys.ts';
import { invalidValue } from '../session/request-refused.ts';
import type { CreateOptions, Idempotency, ReadOptions, WriteOptions } from '../session/session-store.ts';

/** A repeat of a request is known by its key; what else the stores' interface has is the service's to know. */
export type RemoteIdempotency = Pick<Idempotency, 'key'> & Partial<Idempotency>;

export interface RemoteCreateOptions extends Omit<CreateOptions, 'idempotency'> {
  readonly idempotency?: RemoteIdempotency | undefined;
}

/** `Session-Key`, `Grant-Key`, `Session-Subject`, `On-Behalf-Of`. */
export function percentEncoded(name: string, value: string): string {
  if (typeof value !== 'string') throw invalidValue(name, 'must be a string');
  if (!value.isWellFormed()) throw invalidValue(name, 'holds an unpaired surrogate');
  return encodeURIComponent(value);
}

/** Visible ASCII as it is, else refused. */
export function visible(name: string, value: string): string {
  if (!/^[\x21-\x7e]+$/.test(value)) throw invalidValue(name, 'must be visible ASCII characters');
  return value;
}

export const keyHeaders = (name: 'Session-Key' | 'Grant-Key', key: string, { subjectHint }: ReadOptions) => ({
  [name]: percentEncoded(name, key),
  ...hintHeaders({ subjectHint }),
});

/** A blank hint hints at nothing, and an empty header is refused. */
export const hintHeaders = ({ subjectHint }: ReadOptions) => ({
  'Session-Subject':
    subjectHint === undefined || subjectHint.trim() === '' ? undefined : percentEncoded('Session-Subject', subjectHint),
});

export const preferHeaders = ({ respondAsync }: WriteOptions, ...preferences: readonly string[]) => ({
  Prefer: [...(respondAsync ? ['respond-async'] : []), ...preferences].join(', ') || undefined,
});

export const conditionHeaders = ({ ifMatch }: WriteOptions) => ({
  'If-Match': ifMatch === undefined ? undefined : entityTags(ifMatch),
});

/** Of a change of one record. */
export const writeHeaders = (name: 'Session-Key' | 'Grant-Key', key: string, options: WriteOptions) => ({
  ...keyHeaders(name, key, options),
  ...conditionHeaders(options),
  ...preferHeaders(options),
});

/** No revision at all is a condition that nothing fulfils: so is a tag that is no revision. */
const entityTags = (revisions: readonly number[] | '*'): string =>
  revisions === '*' ? '*' : revisions.map((revision) => `"${revision}"`).join(', ') || '""';

/**
 * Of a request that may be repeated under an `Idempotency-Key`. A scope of the caller's is part of the key; token, path, subject
 * and body are the service's to compare.
 */
export async function onceHeaders({ idempotency, ...options }: RemoteCreateOptions) {
  const headers = preferHeaders(options);
  if (idempotency === undefined) return { headers };
  const { scope, key } = idempotency;
  const name = scope === undefined ? visible('Idempotency-Key', key) : await digest(JSON.stringify([scope, key]));
  return { headers: { ...headers, 'Idempotency-Key': name }, repeatable: true };
}
