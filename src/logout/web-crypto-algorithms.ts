/** The signing algorithms by their Web Crypto names (RFC 7518 section 3.1, RFC 8037 section 3.1). */
import type { SigningAlgorithm } from '../client/client.ts';

interface WebCryptoAlgorithm {
  readonly imported: SubtleCryptoImportKeyAlgorithm;
  readonly signing: SubtleCryptoSignAlgorithm;
}

export const WEB_CRYPTO_ALGORITHMS: Readonly<Record<SigningAlgorithm, WebCryptoAlgorithm>> = {
  RS256: {
    imported: { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' },
    signing: { name: 'RSASSA-PKCS1-v1_5' },
  },
  ES256: { imported: { name: 'ECDSA', namedCurve: 'P-256' }, signing: { name: 'ECDSA', hash: 'SHA-256' } },
  EdDSA: { imported: { name: 'Ed25519' }, signing: { name: 'Ed25519' } },
};
