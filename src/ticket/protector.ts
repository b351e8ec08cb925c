/**
 * Protects what lies at rest: AES-256-GCM, a fresh random 96-bit nonce each time, a key of its own for each purpose and
 * route. Guarantees: what was altered, or copied to another record, subject, route or purpose, does not open; reading
 * never throws for anything that storage may hold.
 *
 * Relies on: fewer than 2^32 envelopes under one master, purpose and route (NIST SP 800-38D, section 8.3).
 */
import type { TicketError } from '../session/server-side-session.ts';
import { ENVELOPE_VERSION, formatEnvelope, NONCE_BYTES, parseEnvelope } from './envelope.ts';
import type { KeyRing } from './key-ring.ts';
import { packTexts } from './packed-texts.ts';

/** What an envelope is: a session's key and ticket, a grant's key and data, or a kept answer (`Idempotency-Key`). */
export type EnvelopePurpose = 'session' | 'bff' | 'grant' | 'answer';

/** Where an envelope belongs: it opens nowhere else. */
export interface Place {
  readonly purpose: EnvelopePurpose;
  /** The name of the object that holds it. */
  readonly route: string;
  /** What tells its record from every other record of that object, in a fixed order. */
  readonly identity: readonly string[];
}

export type Unprotected =
  | { readonly outcome: 'opened'; readonly plain: Uint8Array; readonly keyId: string }
  | { readonly outcome: TicketError };

export type SealedAgain =
  | { readonly outcome: 'resealed'; readonly envelope: Uint8Array }
  | { readonly outcome: TicketError };

export class Protector {
  readonly #ring: KeyRing;

  constructor(ring: KeyRing) {
    this.#ring = ring;
  }

  /** Seals `plain` with the first key of the ring. */
  async protect({ plain, ...place }: Place & { readonly plain: Uint8Array }): Promise<Uint8Array> {
    const { id: keyId, key } = await this.#ring.writingKey(place.purpose, place.route);
    const nonce = crypto.getRandomValues(new Uint8Array(NONCE_BYTES));
    const sealed = await crypto.subtle.encrypt(cipher(nonce, place, keyId), key, plain);
    return formatEnvelope({ keyId, nonce, sealed: new Uint8Array(sealed) });
  }

  /** The same content, sealed with the first key of the ring. */
  async reseal({ envelope, ...place }: Place & { readonly envelope: Uint8Array }): Promise<SealedAgain> {
    const opened = await this.unprotect({ ...place, envelope });
    if (opened.outcome !== 'opened') return { outcome: opened.outcome };
    return { outcome: 'resealed', envelope: await this.protect({ ...place, plain: opened.plain }) };
  }

  /** Opens with whichever key of the ring the envelope names; `keyId` tells a job which envelopes to seal anew. */
  async unprotect({ envelope, ...place }: Place & { readonly envelope: Uint8Array }): Promise<Unprotected> {
    const parsed = parseEnvelope(envelope);
    if (parsed === 'malformed') return { outcome: 'malformed' };
    const { keyId, nonce, sealed } = parsed;
    const key = await this.#ring.readingKey(keyId, place.purpose, place.route);
    if (key === null) return { outcome: 'key-unavailable' };
    try {
      const plain = await crypto.subtle.decrypt(cipher(nonce, place, keyId), key, sealed);
      return { outcome: 'opened', plain: new Uint8Array(plain), keyId };
    } catch {
      // Web Crypto says OperationError and nothing more: the tag does not fit.
      return { outcome: 'does-not-open' };
    }
  }
}

const cipher = (nonce: Uint8Array, { purpose, identity }: Place, keyId: string) => ({
  name: 'AES-GCM',
  iv: nonce,
  additionalData: packTexts([purpose, keyId, String(ENVELOPE_VERSION), ...identity]),
});
