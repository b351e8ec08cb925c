/** Signing keys: which JWKs are taken, what is published of them, and that nothing repeats their material. */
import { beforeAll, describe, expect, it } from 'vitest';
import { readConfiguration } from '../../src/config.ts';
import { readSigningKey, type SigningKey } from '../../src/logout/signing-key.ts';
import { signs, unusableKeys } from '../../src/logout/signing-key-check.ts';

interface Jwk extends Record<string, unknown> {
  readonly n?: unknown;
  readonly x?: unknown;
  readonly d?: unknown;
}

const RSA = {
  name: 'RSASSA-PKCS1-v1_5',
  modulusLength: 2048,
  publicExponent: new Uint8Array([1, 0, 1]),
  hash: 'SHA-256',
};

async function generated(kid: string, alg: string, algorithm: SubtleCryptoGenerateKeyAlgorithm): Promise<Jwk> {
  const pair = (await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])) as CryptoKeyPair;
  return { ...(await crypto.subtle.exportKey('jwk', pair.privateKey)), kid, alg };
}

let rsa: Jwk;
let ec: Jwk;
let ed: Jwk;
let short: Jwk;
let otherEc: Jwk;
let otherRsa: Jwk;

beforeAll(async () => {
  rsa = await generated('r', 'RS256', RSA);
  ec = await generated('e', 'ES256', { name: 'ECDSA', namedCurve: 'P-256' });
  ed = await generated('o', 'EdDSA', { name: 'Ed25519' });
  short = await generated('s', 'RS256', { ...RSA, modulusLength: 1024 });
  otherRsa = await generated('y', 'RS256', RSA);
  otherEc = await generated('x', 'ES256', { name: 'ECDSA', namedCurve: 'P-256' });
});

const keyOf = (jwk: Jwk): SigningKey => {
  const read = readSigningKey(jwk);
  if (read.outcome !== 'key') throw new Error(JSON.stringify(read.problems));
  return read.key;
};
const problemsOf = (jwk: unknown): readonly string[] => {
  const read = readSigningKey(jwk);
  return read.outcome === 'key' ? [] : read.problems.map(({ member, message }) => `${member} ${message}`);
};

describe('a signing key', () => {
  it('publishes its public members, in the order of the contract, and nothing else', () => {
    const { n, e } = rsa;
    expect(JSON.stringify(keyOf(rsa).publicJwk)).toBe(
      JSON.stringify({ kty: 'RSA', n, e, kid: 'r', alg: 'RS256', use: 'sig' }),
    );
    const { x, y } = ec;
    expect(JSON.stringify(keyOf(ec).publicJwk)).toBe(
      JSON.stringify({ kty: 'EC', crv: 'P-256', x, y, kid: 'e', alg: 'ES256', use: 'sig' }),
    );
    expect(JSON.stringify(keyOf(ed).publicJwk)).toBe(
      JSON.stringify({ kty: 'OKP', crv: 'Ed25519', x: ed.x, kid: 'o', alg: 'EdDSA', use: 'sig' }),
    );
  });

  it('may say use, key_ops and what a JWK may have besides', () => {
    expect(keyOf({ ...ec, use: 'sig', key_ops: ['sign'], ext: true, x5t: 'a' }).publicJwk).toEqual(keyOf(ec).publicJwk);
  });

  it.each([
    ['no object', () => 'S3cret', ['null must be a private JWK']],
    ['a list', () => [], ['null must be a private JWK']],
    ['no algorithm', () => ({ ...ec, alg: undefined }), ['alg must be one of RS256, ES256, EdDSA']],
    ['another algorithm', () => ({ ...ec, alg: 'HS256' }), ['alg must be one of RS256, ES256, EdDSA']],
    ['no kid', () => ({ ...ec, kid: undefined }), ['kid must have 1 to 200 characters, no control characters']],
    ['a blank kid', () => ({ ...ec, kid: ' ' }), ['kid must have 1 to 200 characters, no control characters']],
    [
      'a long kid',
      () => ({ ...ec, kid: 'k'.repeat(201) }),
      ['kid must have 1 to 200 characters, no control characters'],
    ],
    ['a key type that does not fit', () => ({ ...ec, alg: 'RS256' }), ['kty must be RSA, for RS256']],
    ['a symmetric key', () => ({ kty: 'oct', k: 'S3cret', kid: 'k', alg: 'RS256' }), ['kty must be RSA, for RS256']],
    ['a curve that does not fit', () => ({ ...ec, crv: 'P-384' }), ['crv must be P-256, for ES256']],
    ['the wrong curve of the right type', () => ({ ...ed, crv: 'X25519' }), ['crv must be Ed25519, for EdDSA']],
    ['a public key', () => ({ ...ec, d: undefined }), ['d is missing']],
    ['an RSA key without its primes', () => ({ ...rsa, p: undefined, q: null }), ['p is missing', 'q is missing']],
    ['an RSA key of three primes', () => ({ ...rsa, oth: [] }), ['oth must be absent: two primes only']],
    ['a short RSA key', () => short, ['n must have at least 2048 bits']],
    [
      'a short RSA key with leading zeros',
      () => ({ ...short, n: `${'A'.repeat(172)}${short.n}` }),
      ['n must have at least 2048 bits'],
    ],
    ['a short coordinate', () => ({ ...ec, x: 'AAAA' }), ['x must have 32 bytes']],
    ['no base64url', () => ({ ...ec, d: 'S3cret+/=' }), ['d must be base64url without padding']],
    ['a number', () => ({ ...ec, d: 1 }), ['d must be base64url without padding']],
    ['a key for encryption', () => ({ ...ec, use: 'enc' }), ['use must be sig, or absent']],
    ['a key that may only verify', () => ({ ...ec, key_ops: ['verify'] }), ['key_ops must hold sign, or be absent']],
  ])('is refused: %s', (_, jwk: () => unknown, problems) => {
    expect(problemsOf(jwk())).toEqual(problems);
    expect(problems.join()).not.toContain('S3cret');
  });
});

describe('Web Crypto', () => {
  it('signs with each algorithm what the published half verifies', async () => {
    expect(await unusableKeys([rsa, ec, ed].map(keyOf))).toEqual([]);
  });
  it('refuses a key whose halves do not belong together, and one whose material is none', async () => {
    const zeros = 'A'.repeat(43);
    const mixed = keyOf({ ...ec, d: otherEc.d });
    expect(await signs(mixed)).toBe(false);
    expect(await signs(keyOf({ ...ec, d: zeros }))).toBe(false);
    expect(await signs(keyOf({ ...rsa, n: otherRsa.n }))).toBe(false);
    expect(await unusableKeys([keyOf(ec), { ...mixed, kid: 'mixed' }])).toEqual(['mixed']);
  });
});

describe('SIGNING_KEYS', () => {
  const LEAST = {
    API_TOKENS: JSON.stringify([{ name: 'a', sha256: '0'.repeat(64), scopes: [] }]),
    TICKET_KEYS: JSON.stringify([{ id: 'k', key: 'A'.repeat(43).concat('=') }]),
  };
  const read = (variables: object) => readConfiguration({ ...LEAST, ...variables });

  it('goes on in _2 to _9, in their order', () => {
    const configuration = read({ SIGNING_KEYS: JSON.stringify([rsa]), SIGNING_KEYS_2: JSON.stringify([ec, ed]) });
    expect(configuration).toMatchObject({ config: { signingKeys: [{ kid: 'r' }, { kid: 'e' }, { kid: 'o' }] } });
  });
  it.each([undefined, '', '[]'])('%j: there are none', (value) => {
    expect(read({ SIGNING_KEYS: value })).toMatchObject({ outcome: 'configured', config: { signingKeys: [] } });
  });
  it('names each place that is wrong, and repeats no material', () => {
    const broken = { ...ec, crv: 'P-384', d: 'S3cret' };
    const configuration = read({
      SIGNING_KEYS: JSON.stringify([broken, 'S3cret']),
      SIGNING_KEYS_2: JSON.stringify([ec, ec]),
    });
    expect(configuration).toEqual({
      outcome: 'misconfigured',
      problems: [
        'SIGNING_KEYS[0].crv must be P-256, for ES256',
        'SIGNING_KEYS[1] must be a private JWK',
        'SIGNING_KEYS_2[1].kid is listed twice',
      ],
    });
  });
});
