/**
 * What becomes of a logout token, by what the relying party does with it, over real connections. Contract: "Back-channel
 * logout". Runs in Node and in workerd, whose `fetch` differ in how they treat redirects, bodies and broken connections.
 *
 * Relies on: relying parties (`test/system/harness/relying-parties.ts`) at the origin that is provided.
 */
import { decodeJwt, importJWK, jwtVerify } from 'jose';
import { describe, expect, inject, it, vi } from 'vitest';
import { CLIENT_DEFAULTS, type Client } from '../../src/client/client.ts';
import { DELIVERY_TIMEOUT, type DeliveryOutcome, type DeliveryParts, deliverLogout } from '../../src/logout/deliver.ts';
import type { LogoutNotice } from '../../src/logout/notice.ts';
import { readSigningKey, type SigningKey } from '../../src/logout/signing-key.ts';
import type { Behaviour, Seen } from '../system/harness/relying-party.ts';

const NOW = Date.parse('2026-11-21T13:10:00.000Z');
const KIB = 1024;
const MIB = 1024 * KIB;

async function generated(kid: string): Promise<SigningKey> {
  const pair = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign', 'verify']);
  const jwk = await crypto.subtle.exportKey('jwk', (pair as CryptoKeyPair).privateKey);
  const read = readSigningKey({ ...jwk, kid, alg: 'ES256' });
  if (read.outcome !== 'key') throw new Error(JSON.stringify(read.problems));
  return read.key;
}

const [first, second] = await Promise.all([generated('first'), generated('second')]);

const PARTS: DeliveryParts = {
  signingKeys: [first, second],
  issuer: 'https://op.example.com',
  allowPrivate: true,
  fetch,
  timeout: DELIVERY_TIMEOUT,
  now: () => NOW,
};

/** A relying party of its own, and the client that it is registered as. */
class Party {
  readonly #name = crypto.randomUUID();
  readonly client: Client = {
    ...CLIENT_DEFAULTS,
    clientId: `client-${this.#name}`,
    backChannelLogoutUri: `${inject('relyingParties')}/rp/${this.#name}`,
    idTokenSignedResponseAlg: 'ES256',
  };
  readonly notice: LogoutNotice = {
    clientId: this.client.clientId,
    issuer: null,
    subjectId: 'alice',
    sessionId: 'her-session',
    logoutReason: 'user_logout',
  };

  static async that(behaviour: Behaviour): Promise<Party> {
    const party = new Party();
    await party.tell(behaviour);
    return party;
  }

  /** What it does from now on; it forgets what it has seen. */
  async tell(behaviour: Behaviour): Promise<void> {
    const told = { method: 'PUT', body: JSON.stringify(behaviour) };
    expect((await fetch(`${inject('relyingParties')}/told/${this.#name}`, told)).status).toBe(204);
  }

  deliver(parts: Partial<DeliveryParts> = {}, client: Partial<Client> = {}, notice: Partial<LogoutNotice> = {}) {
    return deliverLogout({ ...PARTS, ...parts }, { ...this.notice, ...notice }, { ...this.client, ...client });
  }

  /** The time of the attempt is up after that, and not before. `answered`: a status has come. */
  async deliverUntil(moment: (answered: Promise<void>) => PromiseLike<unknown>): Promise<DeliveryOutcome> {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    try {
      const { promise: answered, resolve } = Promise.withResolvers<void>();
      const watched: typeof fetch = async (input, init) => {
        const response = await fetch(input, init);
        resolve();
        return response;
      };
      const attempt = this.deliver({ fetch: watched });
      await moment(answered);
      vi.advanceTimersByTime(DELIVERY_TIMEOUT);
      return await attempt;
    } finally {
      vi.useRealTimers();
    }
  }

  async seen(): Promise<Seen> {
    return (await fetch(`${inject('relyingParties')}/seen/${this.#name}`)).json();
  }

  /** The tokens that it was sent. */
  async tokens(): Promise<string[]> {
    const { requests } = await this.seen();
    return requests.map(({ body }) => new URLSearchParams(body).get('logout_token') ?? '');
  }
}

const failed = (error: string, retryAfter: number | null = null) => ({ outcome: 'failed', error, retryAfter });
const dead = (error: string) => ({ outcome: 'dead', error });

describe('what a relying party is sent', () => {
  it('is a form with the token and nothing else, signed by the first key of its algorithm', async () => {
    const party = await Party.that({ status: 200 });
    await party.deliver();
    const { requests } = await party.seen();
    expect(requests).toEqual([
      {
        method: 'POST',
        contentType: 'application/x-www-form-urlencoded',
        body: expect.stringMatching(/^logout_token=[\w-]+\.[\w-]+\.[\w-]+$/),
      },
    ]);
    const [token = ''] = await party.tokens();
    const { payload, protectedHeader } = await jwtVerify(token, await importJWK({ ...first.publicJwk }), {
      currentDate: new Date(NOW),
    });
    expect(protectedHeader).toEqual({ typ: 'logout+jwt', alg: 'ES256', kid: 'first' });
    expect(payload).toMatchObject({
      iss: 'https://op.example.com',
      aud: party.client.clientId,
      sub: 'alice',
      sid: 'her-session',
    });
  });

  it('is another token at each attempt', async () => {
    const party = await Party.that({ status: 500 });
    await party.deliver();
    await party.deliver({ now: () => NOW + 5_000 });
    const [one, other] = (await party.tokens()).map((token) => decodeJwt(token));
    expect(one?.jti).not.toBe(other?.jti);
    expect((other?.iat ?? 0) - (one?.iat ?? 0)).toBe(5);
  });

  it('names the issuer of the session, where that has one', async () => {
    const party = await Party.that({ status: 200 });
    await party.deliver({ issuer: null }, {}, { issuer: 'https://tenant.example.com' });
    expect((await party.tokens()).map((token) => decodeJwt(token).iss)).toEqual(['https://tenant.example.com']);
  });

  it('has the claims that the client is registered for', async () => {
    const party = await Party.that({ status: 200 });
    await party.deliver({}, { logoutTokenClaims: ['sid'] });
    const [claims] = (await party.tokens()).map((token) => decodeJwt(token));
    expect(claims).toMatchObject({ sid: 'her-session' });
    expect(claims).not.toHaveProperty('sub');
  });
});

describe('is delivered', () => {
  it.each([200, 201, 204])('when the relying party answers %i', async (status) => {
    expect(await (await Party.that({ status })).deliver()).toEqual({ outcome: 'delivered' });
  });

  it('whatever the body says', async () => {
    const party = await Party.that({ status: 200, body: '{"error":"invalid_request"}' });
    expect(await party.deliver()).toEqual({ outcome: 'delivered' });
  });

  it('before the body comes, which nobody reads', async () => {
    const party = await Party.that({ status: 200, body: 'a', after: 'stalls' });
    expect(await party.deliver()).toEqual({ outcome: 'delivered' });
    await expect.poll(async () => (await party.seen()).brokenOff).toBe(1);
  });

  it('without the rest of a body that never ends', async () => {
    const party = await Party.that({ status: 200, body: ' '.repeat(64 * KIB), after: 'repeats' });
    expect(await party.deliver()).toEqual({ outcome: 'delivered' });
    await expect.poll(async () => (await party.seen()).brokenOff).toBe(1);
    expect((await party.seen()).written).toBeLessThan(10 * MIB);
  });
});

describe('has failed, and is tried again', () => {
  it.each([400, 401, 404, 429, 500, 503, 304])('when the relying party answers %i', async (status) => {
    expect(await (await Party.that({ status })).deliver()).toEqual(failed(`answered ${status}`));
  });

  it('with the error code that the relying party gives, without what it says besides', async () => {
    const body = '{"error":"invalid_request","error_description":"alice is not known here"}';
    const party = await Party.that({ status: 400, headers: { 'Content-Type': 'application/json' }, body });
    expect(await party.deliver()).toEqual(failed('answered 400: invalid_request'));
  });

  it.each([
    ['429', '30', 30_000],
    ['503', 'Sat, 21 Nov 2026 13:12:00 GMT', 120_000],
    ['400', 'later', null],
    ['302', '7200', 7_200_000],
  ])('when the relying party asks for it: %s, Retry-After: %s', async (status, retryAfter, expected) => {
    const party = await Party.that({ status: Number(status), headers: { 'Retry-After': retryAfter } });
    expect(await party.deliver()).toMatchObject({ outcome: 'failed', retryAfter: expected });
  });

  it.each([301, 302, 303, 307, 308])('when it is redirected by %i, which is not followed', async (status) => {
    const target = await Party.that({ status: 200 });
    const party = await Party.that({ status, headers: { Location: target.client.backChannelLogoutUri ?? '' } });
    expect(await party.deliver()).toEqual(failed(`answered ${status}: redirects are not followed`));
    expect((await party.seen()).requests).toHaveLength(1);
    expect((await target.seen()).requests).toEqual([]);
  });

  it('when no answer comes in time', async () => {
    const party = await Party.that({ status: null });
    const asked = async () => (await party.seen()).requests.length;
    expect(await party.deliverUntil(() => expect.poll(asked).toBe(1))).toEqual(failed('no answer within 10 s'));
    await expect.poll(async () => (await party.seen()).brokenOff).toBe(1);
  });

  it('when the body of a refusal does not come in time: the status is told', async () => {
    const party = await Party.that({ status: 400, body: '{"error":', after: 'stalls' });
    expect(await party.deliverUntil((answered) => answered)).toEqual(failed('answered 400'));
    await expect.poll(async () => (await party.seen()).brokenOff).toBe(1);
  });

  it('when the body of a refusal never ends, which is read no further than it must be', async () => {
    const party = await Party.that({ status: 500, body: ' '.repeat(64 * KIB), after: 'repeats' });
    expect(await party.deliver()).toEqual(failed('answered 500'));
    await expect.poll(async () => (await party.seen()).brokenOff).toBe(1);
    expect((await party.seen()).written).toBeLessThan(10 * MIB);
  });

  it('when the connection breaks before the answer, and within the body of a refusal', async () => {
    const silent = await Party.that({ status: null, after: 'breaks' });
    expect(await silent.deliver()).toEqual(failed('connection failed'));
    const brief = await Party.that({ status: 500, body: '{"error":', after: 'breaks' });
    expect(await brief.deliver()).toEqual(failed('answered 500'));
  });

  it('when nobody listens', async () => {
    const party = await Party.that({ status: 200 });
    const nowhere = { backChannelLogoutUri: 'http://127.0.0.1:1/logout?secret=1' };
    expect(await party.deliver({}, nowhere)).toEqual(failed('connection failed'));
  });
});

describe('what a relying party sends back of what it was sent', () => {
  const RETURNED = [
    ['the subject', () => 'alice'],
    ['a part of the session id', () => 'session'],
    ['the token', (token: string) => token],
    ['the beginning of the token', (token: string) => token.slice(0, 64)],
    ['the end of the token', (token: string) => token.slice(-64)],
  ] as const;

  it.each(RETURNED)('is not told: %s', async (_, returned) => {
    const party = await Party.that({ status: 400 });
    const toldBefore: typeof fetch = async (address, request) => {
      const token = new URLSearchParams(String(request?.body)).get('logout_token') ?? '';
      await party.tell({ status: 400, body: JSON.stringify({ error: returned(token) }) });
      return fetch(address, request);
    };
    expect(await party.deliver({ fetch: toldBefore })).toEqual(failed('answered 400'));
    expect((await party.seen()).requests).toHaveLength(1);
  });
});

describe('is dead at once', () => {
  it('when the relying party says that it is gone', async () => {
    const party = await Party.that({ status: 410, headers: { 'Retry-After': '5' }, body: '{"error":"gone"}' });
    expect(await party.deliver()).toEqual(dead('answered 410'));
  });

  it('when the client is gone, disabled, or has no address', async () => {
    const party = await Party.that({ status: 200 });
    expect(await deliverLogout(PARTS, party.notice, null)).toEqual(dead('the client is not registered'));
    expect(await party.deliver({}, { enabled: false })).toEqual(dead('the client is disabled'));
    expect(await party.deliver({}, { backChannelLogoutUri: null })).toEqual(dead('the client has no logout address'));
    expect((await party.seen()).requests).toEqual([]);
  });

  it('when the address is refused now, without repeating it', async () => {
    const party = await Party.that({ status: 200 });
    expect(await party.deliver({ allowPrivate: false })).toEqual(dead('the logout address must be https'));
    const local = { backChannelLogoutUri: 'https://127.0.0.1:8443/secret' };
    expect(await party.deliver({ allowPrivate: false }, local)).toEqual(
      dead('the logout address must not be a private or special-use address'),
    );
    expect((await party.seen()).requests).toEqual([]);
  });
});

describe('waits for the configuration to be mended', () => {
  it('when nothing says who the issuer is', async () => {
    const party = await Party.that({ status: 200 });
    expect(await party.deliver({ issuer: null })).toEqual(
      failed('no issuer: the session has none, and ISSUER is not set'),
    );
    expect((await party.seen()).requests).toEqual([]);
  });

  it('when no key has the algorithm of the client', async () => {
    const party = await Party.that({ status: 200 });
    expect(await party.deliver({}, { idTokenSignedResponseAlg: 'RS256' })).toEqual(
      failed('no signing key: SIGNING_KEYS lacks RS256'),
    );
    expect((await party.seen()).requests).toEqual([]);
  });

  it('when the key does not sign, without a word of the key', async () => {
    const party = await Party.that({ status: 200 });
    const unusable = { ...first, privateJwk: { ...first.privateJwk, d: 'A'.repeat(43) } };
    expect(await party.deliver({ signingKeys: [unusable] })).toEqual(failed('the ES256 signing key does not sign'));
    expect((await party.seen()).requests).toEqual([]);
  });
});
