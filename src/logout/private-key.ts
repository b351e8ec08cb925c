/**
 * The private half of a signing key as Web Crypto holds it. Guarantees: imported once per isolate, for signing only, and
 * never extractable. A key that cannot be imported is a fault, which may quote the key: it must not be told.
 *
 * Relies on: a configuration being read once per isolate, so that its keys are the same objects each time.
 */
import type { SigningKey } from './signing-key.ts';
import { WEB_CRYPTO_ALGORITHMS } from './web-crypto-algorithms.ts';

// Keys, not promises of keys: a promise belongs to the request that made it, and another may wait for it in vain.
const imported = new WeakMap<SigningKey, CryptoKey>();

export async function privateKeyOf(key: SigningKey): Promise<CryptoKey> {
  const known = imported.get(key);
  if (known !== undefined) return known;
  const jwk = key.privateJwk as unknown as JsonWebKey;
  const made = await crypto.subtle.importKey('jwk', jwk, WEB_CRYPTO_ALGORITHMS[key.alg].imported, false, ['sign']);
  imported.set(key, made);
  return made;
}
