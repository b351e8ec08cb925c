/** An OpenID provider as far as logouts go: real keys, logout tokens of any shape, and a key set that it serves and rolls over. */
import { type CryptoKey, exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose';
import { LOGOUT_EVENT } from '../../src/receiver/logout-token-check.ts';

export const ISSUER = 'https://op.example/tenant';
export const CLIENT = 'my-app';
export const JWKS_URI = 'https://op.example/keys';

export interface ProviderKey {
  readonly kid: string;
  readonly alg: string;
  readonly privateKey: CryptoKey;
  readonly publicJwk: JWK;
}

export async function newKey(kid: string, alg = 'RS256'): Promise<ProviderKey> {
  const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true });
  return { kid, alg, privateKey, publicJwk: { ...(await exportJWK(publicKey)), kid, alg, use: 'sig' } };
}

/** What a test changes of a good token; undefined: it is not there. */
export interface TokenChanges {
  readonly payload?: Readonly<Record<string, unknown>>;
  readonly header?: Readonly<Record<string, unknown>>;
  readonly key?: ProviderKey;
}

export class TestProvider {
  /** What the key set has. */
  published: readonly ProviderKey[];
  /** Whether it answers. */
  down = false;
  fetched = 0;
  readonly #key: ProviderKey;
  readonly #now: () => number;

  constructor(key: ProviderKey, now: () => number) {
    this.#key = key;
    this.published = [key];
    this.#now = now;
  }

  /** The key set's address, and no other. */
  readonly fetch = async (url: string): Promise<Response> => {
    this.fetched += 1;
    if (this.down || url !== JWKS_URI) return new Response('no', { status: 500 });
    return Response.json({ keys: this.published.map(({ publicJwk }) => publicJwk) });
  };

  token({ payload = {}, header = {}, key = this.#key }: TokenChanges = {}): Promise<string> {
    const iat = Math.floor(this.#now() / 1_000);
    return new SignJWT({
      iss: ISSUER,
      aud: CLIENT,
      iat,
      exp: iat + 120,
      jti: crypto.randomUUID(),
      events: { [LOGOUT_EVENT]: {} },
      sub: 'alice',
      sid: 'S1',
      ...payload,
    })
      .setProtectedHeader({ typ: 'logout+jwt', alg: key.alg, kid: key.kid, ...header })
      .sign(key.privateKey);
  }
}
