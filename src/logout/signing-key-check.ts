/**
 * Whether signing keys really sign: only Web Crypto can tell, and it answers later than a configuration is read. Guarantees:
 * a key that passes signs what its published half verifies; what fails is named by its `kid`, never by its material.
 */
import type { SigningAlgorithm } from '../client/client.ts';
import type { SigningKey } from './signing-key.ts';

interface Algorithm {
  readonly imported: SubtleCryptoImportKeyAlgorithm;
  readonly signing: SubtleCryptoSignAlgorithm;
}

/** The Web Crypto names of the algorithms (RFC 7518 section 3.1, RFC 8037 section 3.1). */
const ALGORITHMS: Readonly<Record<SigningAlgorithm, Algorithm>> = {
  RS256: {
    imported: { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' },
    signing: { name: 'RSASSA-PKCS1-v1_5' },
  },
  ES256: { imported: { name: 'ECDSA', namedCurve: 'P-256' }, signing: { name: 'ECDSA', hash: 'SHA-256' } },
  EdDSA: { imported: { name: 'Ed25519' }, signing: { name: 'Ed25519' } },
};

const SAMPLE = new TextEncoder().encode('edge-sessions');

/** Whether Web Crypto imports both halves, and one verifies what the other signs. */
export async function signs({ alg, privateJwk, publicJwk }: SigningKey): Promise<boolean> {
  const { imported, signing } = ALGORITHMS[alg];
  const { kid: _kid, alg: _alg, use: _use, ...half } = publicJwk;
  try {
    const secret = await crypto.subtle.importKey('jwk', privateJwk as unknown as JsonWebKey, imported, false, ['sign']);
    const published = await crypto.subtle.importKey('jwk', half as JsonWebKey, imported, false, ['verify']);
    const signature = await crypto.subtle.sign(signing, secret, SAMPLE);
    return await crypto.subtle.verify(signing, published, signature, SAMPLE);
  } catch {
    // Not the fault itself, which may quote the key.
    return false;
  }
}

/** The `kid` of every key that does not sign. */
export async function unusableKeys(keys: readonly SigningKey[]): Promise<readonly string[]> {
  const usable = await Promise.all(keys.map(signs));
  return keys.filter((_, index) => !usable[index]).map(({ kid }) => kid);
}
