/** Logout tokens as a relying party sees them. Contract: "Back-channel logout"; Back-Channel Logout 1.0 section 2.4. */
import { decodeJwt, decodeProtectedHeader, importJWK, jwtVerify } from 'jose';
import { describe, expect, it } from 'vitest';
import { logoutToken, type TokenParts } from '../../src/logout/logout-token.ts';
import { privateKeyOf } from '../../src/logout/private-key.ts';
import { readSigningKey, type SigningKey } from '../../src/logout/signing-key.ts';

const NOW = Date.parse('2026-11-21T13:10:00.999Z');
const SECONDS = Date.parse('2026-11-21T13:10:00Z') / 1_000;

const NOTICE = {
  clientId: 'a client, "ünï" ',
  issuer: null,
  subjectId: 'pairwise-sub',
  sessionId: 'own sid',
  logoutReason: 'terminated',
} as const;

async function generated(kid: string, alg: string, algorithm: SubtleCryptoGenerateKeyAlgorithm): Promise<SigningKey> {
  const { privateKey } = (await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])) as CryptoKeyPair;
  const read = readSigningKey({ ...(await crypto.subtle.exportKey('jwk', privateKey)), kid, alg });
  if (read.outcome !== 'key') throw new Error(JSON.stringify(read.problems));
  return read.key;
}

const KEYS = await Promise.all([
  generated('r', 'RS256', {
    name: 'RSASSA-PKCS1-v1_5',
    modulusLength: 2048,
    publicExponent: new Uint8Array([1, 0, 1]),
    hash: 'SHA-256',
  }),
  generated('e', 'ES256', { name: 'ECDSA', namedCurve: 'P-256' }),
  generated('o', 'EdDSA', { name: 'Ed25519' }),
]);
const [, ecKey] = KEYS as [SigningKey, SigningKey, SigningKey];

const made = (parts: Partial<TokenParts> = {}): Promise<string> =>
  logoutToken({
    notice: NOTICE,
    issuer: 'https://op.example.com/tenant',
    claims: ['sub', 'sid'],
    key: ecKey,
    now: NOW,
    ...parts,
  });

describe.each(KEYS)('a logout token of $alg', (key) => {
  it('is verified with the published half of the key, for its issuer and its audience', async () => {
    const { payload, protectedHeader } = await jwtVerify(await made({ key }), await importJWK({ ...key.publicJwk }), {
      typ: 'logout+jwt',
      algorithms: [key.alg],
      issuer: 'https://op.example.com/tenant',
      audience: NOTICE.clientId,
      currentDate: new Date(NOW),
      maxTokenAge: 120,
    });
    expect(protectedHeader).toEqual({ typ: 'logout+jwt', alg: key.alg, kid: key.kid });
    expect(payload).toEqual({
      iss: 'https://op.example.com/tenant',
      aud: NOTICE.clientId,
      iat: SECONDS,
      exp: SECONDS + 120,
      jti: expect.stringMatching(/^[0-9a-f-]{36}$/),
      events: { 'http://schemas.openid.net/event/backchannel-logout': {} },
      sub: 'pairwise-sub',
      sid: 'own sid',
      logout_reason: 'terminated',
    });
  });

  it('is not verified with the claims of another', async () => {
    const [[header, , signature], [, payload]] = [(await made({ key })).split('.'), (await made({ key })).split('.')];
    const verified = jwtVerify(`${header}.${payload}.${signature}`, await importJWK({ ...key.publicJwk }));
    await expect(verified).rejects.toThrow('signature verification failed');
  });
});

describe('a logout token', () => {
  it.each([
    ['sub', 'sid'],
    ['sid', 'sub'],
  ] as const)('names by %s alone, where the client wants that', async (claim, other) => {
    const payload = decodeJwt(await made({ claims: [claim] }));
    expect(Object.keys(payload)).toContain(claim);
    expect(Object.keys(payload)).not.toContain(other);
  });

  it.each(['user_logout', 'terminated', 'session_expiration'] as const)('says why: %s', async (logoutReason) => {
    expect(decodeJwt(await made({ notice: { ...NOTICE, logoutReason } }))).toMatchObject({
      logout_reason: logoutReason,
    });
  });

  it('has its own jti and iat each time', async () => {
    const [first, again, later] = (await Promise.all([made(), made(), made({ now: NOW + 5_000 })])).map((token) =>
      decodeJwt(token),
    );
    expect(new Set([first?.jti, again?.jti, later?.jti]).size).toBe(3);
    expect([first?.iat, again?.iat, later?.iat]).toEqual([SECONDS, SECONDS, SECONDS + 5]);
  });

  it('takes any client id and key id that there may be', async () => {
    const key = { ...ecKey, kid: '鍵 "1"' };
    const token = await made({ key, notice: { ...NOTICE, clientId: '客戶\u{1f511}' } });
    expect(decodeProtectedHeader(token).kid).toBe('鍵 "1"');
    expect(decodeJwt(token).aud).toBe('客戶\u{1f511}');
  });
});

describe('the private half of a key', () => {
  it('is imported once, and cannot be exported', async () => {
    const key = await privateKeyOf(ecKey);
    expect(await privateKeyOf(ecKey)).toBe(key);
    expect(key).toMatchObject({ type: 'private', extractable: false, usages: ['sign'] });
    await expect(crypto.subtle.exportKey('jwk', key)).rejects.toThrow();
  });

  it('is that of its own key, also where two have one kid', async () => {
    const other = await generated(ecKey.kid, 'ES256', { name: 'ECDSA', namedCurve: 'P-256' });
    const token = await made({ key: other });
    const verified = async ({ publicJwk }: SigningKey) =>
      jwtVerify(token, await importJWK({ ...publicJwk }), { currentDate: new Date(NOW) });
    expect((await verified(other)).protectedHeader.kid).toBe(ecKey.kid);
    await expect(verified(ecKey)).rejects.toThrow('signature verification failed');
  });
});
