/**
 * The envelope of something protected, as it lies at rest:
 *
 *     version (1 byte, 1) · length of the key id (1 byte) · key id (ASCII) · nonce (12 bytes) · ciphertext and tag
 *
 * Guarantees: reading never throws, and copies nothing. What the parts say is believed only once the ciphertext opens:
 * version and key id are authenticated with it (`protector.ts`).
 */
import { isTicketKeyId } from './ticket-key-id.ts';

export const ENVELOPE_VERSION = 1;
export const NONCE_BYTES = 12;
export const TAG_BYTES = 16;

const HEAD_BYTES = 2;
const ascii = new TextEncoder();

export interface Envelope {
  readonly keyId: string;
  readonly nonce: Uint8Array;
  /** AES-GCM's output: the ciphertext, then the tag of 16 bytes. */
  readonly sealed: Uint8Array;
}

export function formatEnvelope({ keyId, nonce, sealed }: Envelope): Uint8Array {
  const id = ascii.encode(keyId);
  const bytes = new Uint8Array(HEAD_BYTES + id.length + nonce.length + sealed.length);
  bytes[0] = ENVELOPE_VERSION;
  bytes[1] = id.length;
  bytes.set(id, HEAD_BYTES);
  bytes.set(nonce, HEAD_BYTES + id.length);
  bytes.set(sealed, HEAD_BYTES + id.length + nonce.length);
  return bytes;
}

/** The parts, as views of `bytes`; `malformed` for what `formatEnvelope` cannot have made. */
export function parseEnvelope(bytes: Uint8Array): Envelope | 'malformed' {
  const [version, idLength] = bytes;
  if (version !== ENVELOPE_VERSION || idLength === undefined) return 'malformed';
  const nonceAt = HEAD_BYTES + idLength;
  const sealedAt = nonceAt + NONCE_BYTES;
  if (bytes.length < sealedAt + TAG_BYTES) return 'malformed';
  const keyId = String.fromCharCode(...bytes.subarray(HEAD_BYTES, nonceAt));
  if (!isTicketKeyId(keyId)) return 'malformed';
  return { keyId, nonce: bytes.subarray(nonceAt, sealedAt), sealed: bytes.subarray(sealedAt) };
}

/** The key that an envelope says it was sealed with; empty for one that no ring can open. */
export function keyIdOf(envelope: Uint8Array): string {
  const parsed = parseEnvelope(envelope);
  return parsed === 'malformed' ? '' : parsed.keyId;
}
