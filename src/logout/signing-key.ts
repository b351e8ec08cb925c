/**
 * Signing keys of logout tokens as they are configured: private JWKs (RFC 7517, RFC 7518 section 6, RFC 8037). Pure.
 * Guarantees: algorithm, key type and curve fit, every member that Web Crypto needs is there and has its length; no message
 * repeats key material; the public half has public members only, and none that would keep a relying party from verifying
 * (a published `key_ops: ["sign"]` does).
 */
import { SIGNING_ALGORITHMS, type SigningAlgorithm } from '../client/client.ts';

/** What is published of a key, in this order, and nothing else. */
export interface PublicJwk {
  readonly kty: string;
  readonly crv?: string;
  readonly x?: string;
  readonly y?: string;
  readonly n?: string;
  readonly e?: string;
  readonly kid: string;
  readonly alg: SigningAlgorithm;
  readonly use: 'sig';
}

export interface SigningKey {
  readonly kid: string;
  readonly alg: SigningAlgorithm;
  readonly publicJwk: PublicJwk;
  /** Key type and key material only, as Web Crypto imports it. Secret. */
  readonly privateJwk: Readonly<Record<string, string>>;
}

export interface SigningKeyProblem {
  /** Null: the key as a whole. */
  readonly member: string | null;
  readonly message: string;
}

export type SigningKeyOutcome =
  | { readonly outcome: 'key'; readonly key: SigningKey }
  | { readonly outcome: 'refused'; readonly problems: readonly SigningKeyProblem[] };

interface KeyForm {
  readonly kty: string;
  readonly crv: string | null;
  /** By member: the bytes that it has, or null where that is open. */
  readonly published: Readonly<Record<string, number | null>>;
  readonly secret: Readonly<Record<string, number | null>>;
}

const FORMS: Readonly<Record<SigningAlgorithm, KeyForm>> = {
  RS256: {
    kty: 'RSA',
    crv: null,
    published: { n: null, e: null },
    secret: { d: null, p: null, q: null, dp: null, dq: null, qi: null },
  },
  ES256: { kty: 'EC', crv: 'P-256', published: { x: 32, y: 32 }, secret: { d: 32 } },
  EdDSA: { kty: 'OKP', crv: 'Ed25519', published: { x: 32 }, secret: { d: 32 } },
};

/** RFC 7518 section 3.3. */
const LEAST_RSA_BITS = 2048;

/** What is read of a JWK but its material. */
interface GivenJwk extends Readonly<Record<string, unknown>> {
  readonly kid?: unknown;
  readonly alg?: unknown;
  readonly kty?: unknown;
  readonly crv?: unknown;
  readonly use?: unknown;
  readonly key_ops?: unknown;
  readonly oth?: unknown;
  readonly n?: unknown;
}

const isJwk = (value: unknown): value is GivenJwk =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** One entry of `SIGNING_KEYS`. Members that a JWK may have besides are ignored (RFC 7517 section 4). */
export function readSigningKey(value: unknown): SigningKeyOutcome {
  if (!isJwk(value)) return { outcome: 'refused', problems: [{ member: null, message: 'must be a private JWK' }] };
  const problems: SigningKeyProblem[] = [];
  const refuse = (member: string, message: string): void => {
    problems.push({ member, message });
  };
  const { kid } = value;
  if (typeof kid !== 'string' || !/^[^\p{Cc}]{1,200}$/u.test(kid) || kid.trim() === '') {
    refuse('kid', 'must have 1 to 200 characters, no control characters');
  }
  const alg = SIGNING_ALGORITHMS.find((known) => known === value.alg);
  if (alg === undefined) {
    refuse('alg', `must be one of ${SIGNING_ALGORITHMS.join(', ')}`);
    return { outcome: 'refused', problems };
  }
  const form = FORMS[alg];
  if (value.kty !== form.kty) refuse('kty', `must be ${form.kty}, for ${alg}`);
  if (form.crv !== null && value.crv !== form.crv) refuse('crv', `must be ${form.crv}, for ${alg}`);
  if ((value.use ?? 'sig') !== 'sig') refuse('use', 'must be sig, or absent');
  const operations = value.key_ops ?? ['sign'];
  if (!Array.isArray(operations) || !operations.includes('sign')) refuse('key_ops', 'must hold sign, or be absent');
  if (value.oth !== undefined) refuse('oth', 'must be absent: two primes only');
  if (problems.length === 0) {
    for (const [member, bytes] of Object.entries({ ...form.published, ...form.secret })) {
      const message = materialProblem(value[member], bytes);
      if (message !== null) refuse(member, message);
    }
  }
  if (problems.length === 0 && alg === 'RS256' && bitsOf(String(value.n)) < LEAST_RSA_BITS) {
    refuse('n', `must have at least ${LEAST_RSA_BITS} bits`);
  }
  return problems.length > 0 ? { outcome: 'refused', problems } : { outcome: 'key', key: keyOf(value, alg, form) };
}

/** What is wrong with a member that holds bytes, base64url without padding (RFC 7515 section 2); null: nothing. */
function materialProblem(value: unknown, bytes: number | null): string | null {
  if (value === undefined || value === null) return 'is missing';
  if (typeof value !== 'string' || !/^[A-Za-z0-9_-]+$/.test(value) || value.length % 4 === 1) {
    return 'must be base64url without padding';
  }
  return bytes === null || lengthOf(value) === bytes ? null : `must have ${bytes} bytes`;
}

/** Bytes of a base64url text. */
const lengthOf = (text: string): number => Math.floor((text.length * 3) / 4);

/** Bits of a number in base64url, without leading zeros. */
function bitsOf(text: string): number {
  const bytes = Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (one) => one.charCodeAt(0));
  const first = bytes.findIndex((byte) => byte !== 0);
  return first < 0 ? 0 : (bytes.length - first) * 8 - Math.clz32(bytes[first] ?? 0) + 24;
}

function keyOf(value: GivenJwk, alg: SigningAlgorithm, form: KeyForm): SigningKey {
  const material = (members: object): Record<string, string> =>
    Object.fromEntries(Object.keys(members).map((member) => [member, String(value[member])]));
  const type = { kty: form.kty, ...(form.crv === null ? {} : { crv: form.crv }) };
  const kid = String(value.kid);
  return {
    kid,
    alg,
    publicJwk: { ...type, ...material(form.published), kid, alg, use: 'sig' },
    privateJwk: { ...type, ...material(form.published), ...material(form.secret) },
  };
}
