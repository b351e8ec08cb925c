/**
 * What makes a session of our store one of an operator. The store is open to whoever has the scope `store`: they can read a session's
 * key, and write a ticket that names any token and any person. Guarantees: neither makes them an operator. A second cookie holds a
 * MAC over the session's public id, the token, the person, the form token and the time of the sign-in, under a key that only the
 * configuration has; it is stored nowhere, and changes with any of them. It holds for half a day, whatever the store says of the
 * session: less than the 24 hours for which an ended key stays refused, so that who has kept both cookies and may use the store
 * brings no session back. A ticket key that leaves the ring takes its proofs along: sign in again.
 */
import type { Context } from 'hono';
import { base64url } from '../session/keys.ts';
import { type AuthenticationTicket, firstClaim } from '../ticket/authentication-ticket.ts';
import type { TicketKey } from '../ticket/key-ring.ts';
import type { ConsoleEnv } from './console-env.ts';

const COOKIE = '__Host-console-proof';
/** Milliseconds since the sign-in. */
const HOLDS = 12 * 60 * 60_000;
const ATTRIBUTES = 'Path=/; Secure; HttpOnly; SameSite=Lax';

interface Proven {
  /** With its public id. */
  readonly session: { readonly id: string };
  readonly ticket: AuthenticationTicket;
}

const utf8 = new TextEncoder();

export async function setProof(c: Context<ConsoleEnv>, proven: Proven): Promise<void> {
  const [first] = c.get('config').ticketKeys;
  if (first === undefined) throw new Error('a configured service has a ticket key');
  const proof = await crypto.subtle.sign('HMAC', await macKeyOf(first), statementOf(proven));
  c.header('Set-Cookie', `${COOKIE}=${base64url(new Uint8Array(proof))}; ${ATTRIBUTES}`, { append: true });
}

export const clearProof = (c: Context<ConsoleEnv>): void =>
  c.header('Set-Cookie', `${COOKIE}=; ${ATTRIBUTES}; Max-Age=0`, { append: true });

/** By any key of the ring, in constant time for each; and not for too long already. */
export async function isProven(c: Context<ConsoleEnv>, proven: Proven): Promise<boolean> {
  const proof = proofIn(c.req.header('Cookie') ?? '');
  const { since } = proven.ticket.properties.items;
  if (proof === null || !(Date.now() < Number(since) + HOLDS)) return false;
  const statement = statementOf(proven);
  const verdicts = c.get('config').ticketKeys.map(async (key) => {
    return crypto.subtle.verify('HMAC', await macKeyOf(key), proof, statement);
  });
  return (await Promise.all(verdicts)).includes(true);
}

/** Null: there is none, or no way to tell which one. */
function proofIn(cookies: string): Uint8Array<ArrayBuffer> | null {
  const found = [...cookies.matchAll(/(?:^|;)\s*__Host-console-proof=([A-Za-z0-9_-]{43})\s*(?=;|$)/g)];
  const [, text] = found[0] ?? [];
  return text === undefined || found.length > 1 ? null : bytesOf(text.replaceAll('-', '+').replaceAll('_', '/'));
}

const bytesOf = (base64: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));

function statementOf({ session, ticket: { claims, properties } }: Proven): Uint8Array {
  const { token = null, formToken = null, since = null } = properties.items;
  return utf8.encode(JSON.stringify([session.id, token, firstClaim(claims, 'name'), formToken, since]));
}

/** For this purpose alone (RFC 5869). */
async function macKeyOf({ key }: TicketKey): Promise<CryptoKey> {
  const base = await crypto.subtle.importKey('raw', bytesOf(key), 'HKDF', false, ['deriveKey']);
  const derivation = {
    name: 'HKDF',
    hash: 'SHA-256',
    salt: new Uint8Array(),
    info: utf8.encode('edge-sessions console'),
  };
  return crypto.subtle.deriveKey(derivation, base, { name: 'HMAC', hash: 'SHA-256', length: 256 }, false, [
    'sign',
    'verify',
  ]);
}
