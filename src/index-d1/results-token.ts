/**
 * Results tokens: where a list goes on. Guarantees: opaque for real (AES-256-GCM), so nothing personal is readable in
 * it; bound to the kind of list and to its non-blank filters (additional data), so that it opens with the same ones
 * only; any other string, an altered last character included, is null. URL-safe: at most 300 characters, but for clients
 * and grants, where an id of up to 200 characters stands in it.
 *
 * Relies on keys of its own purpose: the first encrypts, all decrypt, so that keys can roll while tokens are in use.
 */
import { base64url } from '../session/keys.ts';
import type { PackedClientPlace } from './client-place.ts';
import type { PackedEventPlace } from './event-place.ts';
import type { GrantPosition } from './grant-look.ts';
import type { Position } from './located.ts';
import type { PackedPlace } from './page-place.ts';

/** What the token of each kind of list carries. */
export interface TokenContents {
  readonly sessions: PackedPlace;
  readonly 'user-sessions': PackedPlace;
  readonly history: PackedEventPlace;
  readonly deliveries: PackedEventPlace;
  readonly clients: PackedClientPlace;
  readonly find: { readonly first: Position; readonly last: Position };
  readonly grants: PackedGrantPlace;
}

/** After a grant: by its id among those of one subject, or in the walk of the index. */
export type PackedGrantPlace = { readonly id: string } | GrantPosition;

/** Filters by name; a null is one that is not set. */
export type TokenFilters = Readonly<Record<string, string | null>>;

const VERSION = 1;
const NONCE_BYTES = 12;
const utf8 = new TextEncoder();
const fromUtf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

const boundTo = (kind: string, filters: TokenFilters): Uint8Array => {
  const set = Object.entries(filters).filter(([, value]) => value !== null);
  return utf8.encode(JSON.stringify([VERSION, kind, set.toSorted(([a], [b]) => (a < b ? -1 : 1))]));
};

export async function encodeToken<Kind extends keyof TokenContents>(
  keys: readonly CryptoKey[],
  kind: Kind,
  filters: TokenFilters,
  content: TokenContents[Kind],
): Promise<string> {
  const key = keys[0];
  if (key === undefined) throw new Error('Results tokens need a key');
  const iv = crypto.getRandomValues(new Uint8Array(NONCE_BYTES));
  const algorithm = { name: 'AES-GCM', iv, additionalData: boundTo(kind, filters) };
  const sealed = new Uint8Array(await crypto.subtle.encrypt(algorithm, key, utf8.encode(JSON.stringify(content))));
  const token = new Uint8Array(NONCE_BYTES + sealed.length);
  token.set(iv);
  token.set(sealed, NONCE_BYTES);
  return base64url(token);
}

export async function decodeToken<Kind extends keyof TokenContents>(
  keys: readonly CryptoKey[],
  kind: Kind,
  filters: TokenFilters,
  token: string,
): Promise<TokenContents[Kind] | null> {
  const bytes = bytesOf(token);
  if (bytes === null) return null;
  const iv = bytes.subarray(0, NONCE_BYTES);
  const algorithm = { name: 'AES-GCM', iv, additionalData: boundTo(kind, filters) };
  for (const key of keys) {
    try {
      const content = await crypto.subtle.decrypt(algorithm, key, bytes.subarray(NONCE_BYTES));
      // What opens was sealed here, for this kind.
      return JSON.parse(fromUtf8.decode(content)) as TokenContents[Kind];
    } catch {
      // Not this key, or no token of ours: the next key decides.
    }
  }
  return null;
}

/** The bytes of a string that `base64url` wrote, and of no other spelling of them. */
function bytesOf(token: string): Uint8Array | null {
  try {
    const bytes = Uint8Array.fromBase64(token, { alphabet: 'base64url' });
    return bytes.length > NONCE_BYTES && base64url(bytes) === token ? bytes : null;
  } catch {
    return null;
  }
}
