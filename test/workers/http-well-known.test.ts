/** Key set and discovery document. Contract: "Back-channel logout"; RFC 7517, OpenID Connect Discovery 1.0. */
import { env } from 'cloudflare:workers';
import { describe, expect, it, vi } from 'vitest';
import { readiness, servicesOf } from '../../src/compose.ts';
import { createApp } from '../../src/http/app.ts';
import { ORIGIN, requestOf, send, told } from './http-client.ts';

interface KeySet {
  readonly keys: readonly Readonly<Record<string, string>>[];
}

const KEYS = '/.well-known/jwks.json';
const DISCOVERY = '/.well-known/openid-configuration';
interface PrivateJwk extends Readonly<Record<string, string>> {
  readonly alg: string;
  readonly n: string;
}
const configured = (env as unknown as { SIGNING_KEYS: string }).SIGNING_KEYS;

const app = createApp(servicesOf, readiness);
const getWith = async (variables: object, path: string) =>
  app.fetch(
    requestOf('GET', path, { token: null }),
    { ...env, ...variables } as unknown as Parameters<typeof app.fetch>[1],
    { waitUntil: () => undefined, passThroughOnException: () => undefined, props: {} } as unknown as ExecutionContext,
  );

describe('the key set', () => {
  it('has the public members of every key, in the order of the configuration, and nothing else', async () => {
    const response = await send('GET', KEYS, { token: null });
    expect(response.status).toBe(200);
    expect(response.headers.get('Content-Type')).toBe('application/json');
    expect(response.headers.get('Cache-Control')).toBe('public, max-age=300');
    expect(response.headers.get('Access-Control-Allow-Origin')).toBeNull();
    const { keys } = await response.json<KeySet>();
    expect(keys.map((key) => Object.keys(key))).toEqual([
      ['kty', 'n', 'e', 'kid', 'alg', 'use'],
      ['kty', 'crv', 'x', 'y', 'kid', 'alg', 'use'],
    ]);
    expect(keys.map(({ kid, alg, use }) => [kid, alg, use])).toEqual([
      ['test-rs256', 'RS256', 'sig'],
      ['test-es256', 'ES256', 'sig'],
    ]);
  });

  it('holds nothing private, under whatever name', async () => {
    const text = await (await send('GET', KEYS, { token: null })).text();
    const secrets = (JSON.parse(configured) as PrivateJwk[]).flatMap((key) =>
      ['d', 'p', 'q', 'dp', 'dq', 'qi'].flatMap((member) => key[member] ?? []),
    );
    expect(secrets).toHaveLength(7);
    for (const secret of secrets) expect(text).not.toContain(secret);
    const [rsa] = JSON.parse(configured) as PrivateJwk[];
    expect(text).toContain(rsa?.n);
  });

  it('is empty where no signing key is configured', async () => {
    const response = await getWith({ SIGNING_KEYS: undefined }, KEYS);
    expect([response.status, await response.json()]).toEqual([200, { keys: [] }]);
  });
});

describe('the discovery document', () => {
  it('names this origin where no issuer is configured', async () => {
    const response = await send('GET', DISCOVERY, { token: null });
    expect(response.headers.get('Cache-Control')).toBe('public, max-age=300');
    expect(await response.json()).toEqual({
      issuer: ORIGIN,
      jwks_uri: `${ORIGIN}${KEYS}`,
      backchannel_logout_supported: true,
      backchannel_logout_session_supported: true,
    });
  });
  it('names ISSUER as it is configured; the keys are here all the same', async () => {
    const response = await getWith({ ISSUER: 'https://id.example.com/realm/' }, DISCOVERY);
    expect(await response.json()).toMatchObject({
      issuer: 'https://id.example.com/realm/',
      jwks_uri: `${ORIGIN}${KEYS}`,
    });
  });
  it('names who signs logout tokens where a request came by another name of this service', async () => {
    const variables = { ISSUER: undefined, ORIGIN: 'http://localhost:8787' };
    expect(await (await getWith(variables, DISCOVERY)).json()).toMatchObject({ issuer: 'http://localhost:8787' });
  });
});

it.each([KEYS, DISCOVERY])('%s answers HEAD, nothing but GET, and no token is needed', async (path) => {
  const head = await send('HEAD', path, { token: null });
  expect([head.status, await head.text()]).toEqual([200, '']);
  const post = await send('POST', path, { token: null });
  expect(post.headers.get('Allow')).toBe('GET, HEAD');
  expect(await told(post)).toBe('405 method-not-allowed');
});

describe('signing keys that do not do', () => {
  it('are 503 where the configuration can tell, and the log repeats none', async () => {
    const log = vi.spyOn(console, 'log').mockImplementation(() => undefined);
    for (const path of [KEYS, DISCOVERY]) {
      const response = await getWith({ SIGNING_KEYS: '[{"kid":"k","alg":"RS256","kty":"RSA","d":"S3cret"}]' }, path);
      expect(await told(response)).toBe('503 unavailable');
    }
    const lines = log.mock.calls.map(([line]) => String(line)).join('\n');
    log.mockRestore();
    expect(lines).toContain('SIGNING_KEYS[0].n is missing');
    expect(lines).not.toContain('S3cret');
  });

  it('make /readyz say so where only Web Crypto can tell', async () => {
    const log = vi.spyOn(console, 'log').mockImplementation(() => undefined);
    const keys = JSON.parse(configured) as PrivateJwk[];
    const broken = keys.map((key) => (key.alg === 'ES256' ? { ...key, d: 'A'.repeat(43) } : key));
    const response = await getWith({ SIGNING_KEYS: JSON.stringify(broken) }, '/readyz');
    const lines = log.mock.calls.map(([line]) => String(line)).join('\n');
    log.mockRestore();
    expect([response.status, await response.json()]).toMatchObject([503, { d1: 'ok', object: 'ok', keys: 'failing' }]);
    expect(lines).toContain('"kids":["test-es256"]');
  });

  it('an EdDSA key signs here too', async () => {
    const pair = (await crypto.subtle.generateKey('Ed25519', true, ['sign', 'verify'])) as CryptoKeyPair;
    const jwk = await crypto.subtle.exportKey('jwk', pair.privateKey);
    const SIGNING_KEYS = JSON.stringify([{ ...jwk, kid: 'ed', alg: 'EdDSA' }]);
    expect(await (await getWith({ SIGNING_KEYS }, '/readyz')).json()).toMatchObject({ keys: 'ok' });
    const { keys } = await (await getWith({ SIGNING_KEYS }, KEYS)).json<KeySet>();
    expect(keys.map((key) => Object.keys(key))).toEqual([['kty', 'crv', 'x', 'kid', 'alg', 'use']]);
  });
});
