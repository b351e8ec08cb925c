/**
 * Whether signing keys really sign: only Web Crypto can tell, and it answers later than a configuration is read. Guarantees:
 * a key that passes signs what its published half verifies; what fails is named by its `kid`, never by its material.
 */
import { privateKeyOf } from './private-key.ts';
import type { SigningKey } from './signing-key.ts';
import { WEB_CRYPTO_ALGORITHMS } from './web-crypto-algorithms.ts';

const SAMPLE = new TextEncoder().encode('edge-sessions');

/** Whether Web Crypto imports both halves, and one verifies what the other signs. */
export async function signs(key: SigningKey): Promise<boolean> {
  const { imported, signing } = WEB_CRYPTO_ALGORITHMS[key.alg];
  const { kid: _kid, alg: _alg, use: _use, ...half } = key.publicJwk;
  try {
    const secret = await privateKeyOf(key);
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
