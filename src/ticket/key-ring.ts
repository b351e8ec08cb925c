/**
 * The key ring (`TICKET_KEYS`): master keys, of which the first writes and all read. Guarantees: no message and no
 * property shows key material; every purpose and context has a key of its own, derived by HKDF-SHA256 (RFC 5869),
 * non-extractable, so that what one use gives away opens nothing of another.
 *
 * May live as long as the isolate: it keeps keys, never a promise or anything else of a request.
 */
import { packTexts } from './packed-texts.ts';
import { isTicketKeyId } from './ticket-key-id.ts';

/** What a derived key is for. The texts are part of the derivation: changing one makes what it wrote unreadable. */
export type KeyPurpose = 'session' | 'bff' | 'grant' | 'answer' | 'results-token';

/** One element of `TICKET_KEYS`. */
export interface TicketKey {
  readonly id: string;
  /** Base64 (RFC 4648 section 4, padded) of 32 random bytes. */
  readonly key: string;
}

/** `TICKET_KEYS` cannot be used; the message says why without repeating a key. */
export class InvalidKeyRing extends Error {
  override readonly name = 'InvalidKeyRing';
  readonly code = 'invalid-key-ring';
}

const KEY_BASE64 = /^[A-Za-z0-9+/]{43}=$/;

/** Derived keys that are kept: enough for the subjects that one isolate serves at a time, about 100 KiB. */
const CACHED_KEYS = 512;

export class KeyRing {
  readonly #masters: ReadonlyMap<string, Uint8Array>;
  readonly #writingId: string;
  /** By master, purpose and context; in the order of derivation, so that the oldest goes first. */
  readonly #derived = new Map<string, CryptoKey>();

  /** Throws `InvalidKeyRing`. Relies on the caller for the shape: a list of objects with two strings. */
  constructor(keys: readonly TicketKey[]) {
    const [first] = keys;
    if (first === undefined) throw new InvalidKeyRing('The key ring is empty: it needs at least one key.');
    const masters = new Map<string, Uint8Array>();
    for (const [index, { id, key }] of keys.entries()) {
      const which = `Key ${index + 1} of the key ring`;
      if (!isTicketKeyId(id)) {
        throw new InvalidKeyRing(`${which} has no usable id: 1 to 32 characters of A-Z, a-z, 0-9, "_" and "-".`);
      }
      if (masters.has(id)) throw new InvalidKeyRing(`${which} repeats the id "${id}".`);
      if (!KEY_BASE64.test(key)) throw new InvalidKeyRing(`${which} ("${id}") is not base64 of 32 bytes.`);
      masters.set(id, bytesOf(key));
    }
    this.#masters = masters;
    this.#writingId = first.id;
  }

  /** Ids of all keys, the writing one first. */
  get ids(): readonly string[] {
    return [...this.#masters.keys()];
  }

  /** The AES-256-GCM key that seals for a purpose and a context (the route), and the id of its master: the first. */
  async writingKey(purpose: KeyPurpose, context: string): Promise<{ readonly id: string; readonly key: CryptoKey }> {
    const id = this.#writingId;
    return { id, key: await this.#derive(id, this.#masters.get(id) as Uint8Array, purpose, context) };
  }

  /** The AES-256-GCM key that opens what the master `id` sealed; null where the ring does not have that master. */
  async readingKey(id: string, purpose: KeyPurpose, context: string): Promise<CryptoKey | null> {
    const master = this.#masters.get(id);
    return master === undefined ? null : this.#derive(id, master, purpose, context);
  }

  /** The AES-256-GCM keys of results tokens, the writing one first. */
  tokenKeys(): Promise<readonly CryptoKey[]> {
    return Promise.all([...this.#masters].map(([id, master]) => this.#derive(id, master, 'results-token', '')));
  }

  async #derive(id: string, master: Uint8Array, purpose: KeyPurpose, context: string): Promise<CryptoKey> {
    const name = `${id} ${purpose} ${context}`;
    const known = this.#derived.get(name);
    if (known !== undefined) return known;
    const key = await deriveKey(master, purpose, context);
    if (this.#derived.size >= CACHED_KEYS) this.#derived.delete(this.#derived.keys().next().value as string);
    this.#derived.set(name, key);
    return key;
  }
}

const bytesOf = (base64: string): Uint8Array => Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));

async function deriveKey(master: Uint8Array, purpose: KeyPurpose, context: string): Promise<CryptoKey> {
  const input = await crypto.subtle.importKey('raw', master, 'HKDF', false, ['deriveKey']);
  return crypto.subtle.deriveKey(
    // No salt: the input is uniformly random already (RFC 5869, section 3.1).
    { name: 'HKDF', hash: 'SHA-256', salt: new Uint8Array(0), info: packTexts(['edge-sessions', purpose, context]) },
    input,
    { name: 'AES-GCM', length: 256 },
    false,
    ['encrypt', 'decrypt'],
  );
}
