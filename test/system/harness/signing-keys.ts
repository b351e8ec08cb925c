/** Signing keys of a test's own, as `SIGNING_KEYS` has them: one of each algorithm. */
import { generateKeyPairSync, type KeyObject } from 'node:crypto';

export type PrivateJwk = Readonly<Record<string, string>> & { readonly kid: string; readonly alg: string };

const jwk = ({ privateKey }: { privateKey: KeyObject }, alg: string): PrivateJwk => ({
  ...(privateKey.export({ format: 'jwk' }) as Record<string, string>),
  kid: `the-${alg}`,
  alg,
});

export const signingKeys = (): readonly PrivateJwk[] => [
  jwk(generateKeyPairSync('rsa', { modulusLength: 2048 }), 'RS256'),
  jwk(generateKeyPairSync('ec', { namedCurve: 'P-256' }), 'ES256'),
  jwk(generateKeyPairSync('ed25519'), 'EdDSA'),
];
