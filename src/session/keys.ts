/**
 * Keys, ids, routes and homes. Guarantees: an id tells nothing of its key; a minted key names the object that holds its
 * session; every key has exactly one home (consistency.md, "Home").
 *
 * Relies on: well-formed strings (lone surrogates are refused at the door, or two subjects would share an object).
 */
const utf8 = new TextEncoder();

/** Without padding. Not `toBase64`: Node 20 and 24, where the in-memory store runs too, do not have it. */
export function base64url(bytes: Uint8Array): string {
  let binary = '';
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}

/** base64url(SHA-256(text)), 43 characters. */
export async function digest(text: string): Promise<string> {
  return base64url(new Uint8Array(await crypto.subtle.digest('SHA-256', utf8.encode(text))));
}

/** Characters of a subject's route: 132 bits of SHA-256, a fixed length, no subject in a dashboard. */
const ROUTE_LENGTH = 22;
const MINTED = /^([A-Za-z0-9_-]{22})\.[A-Za-z0-9_-]{43}$/;

/** The name of the object that holds a subject's sessions. */
export const routeOf = async (subjectId: string): Promise<string> => (await digest(subjectId)).slice(0, ROUTE_LENGTH);

/** The public id of a session key; keys of a partition (BFF) are others than those of no partition, and of every other. */
export const sessionIdOf = (key: string, partition = ''): Promise<string> =>
  digest(partition === '' ? key : `bff\0${partition}\0${key}`);

/** The public id of a grant's key. */
export const grantIdOf = (key: string): Promise<string> => digest(`grant\0${key}`);

/** The name of the object that holds a client's grants without a subject: one character longer than any subject's. */
export const clientRouteOf = async (clientId: string | null): Promise<string> => `c${await routeOf(clientId ?? '')}`;

/** Whether a string has the form of an id: one that has not cannot exist. */
export const isId = (text: string): boolean => /^[A-Za-z0-9_-]{43}$/.test(text);

/** A new key that routes itself: the route, a dot, 32 random bytes. */
export const mintKey = (route: string, random: Uint8Array = crypto.getRandomValues(new Uint8Array(32))): string =>
  `${route}.${base64url(random)}`;

/**
 * The home of a key, which alone decides whether the key is free and who owns it: the object that a key of the minted
 * form names, whoever sends it; otherwise one of 4,096 buckets by the first two characters of the id.
 */
export function homeOf(key: string, id: string): string {
  const minted = MINTED.exec(key);
  return minted?.[1] ?? bucketOf(id);
}

/** One of 4,096 objects, by a hash in base64url. */
export const bucketOf = (hash: string): string => `k${hash.slice(0, 2)}`;
