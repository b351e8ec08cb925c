/**
 * The back-channel logout receiver: OpenID Connect Back-Channel Logout 1.0, one test for each step of section 2.6 and more, with
 * real keys and a key set that rolls over; requests and answers by sections 2.5 and 2.8.
 */
import { exportJWK, SignJWT, UnsecuredJWT } from 'jose';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type BackChannelLogoutOptions, backChannelLogout, type ReplayMemory } from '../../src/hono/index.ts';
import { logoutToken } from '../../src/logout/logout-token.ts';
import { readSigningKey } from '../../src/logout/signing-key.ts';
import { LOGOUT_EVENT } from '../../src/receiver/logout-token-check.ts';
import { CLIENT, ISSUER, JWKS_URI, newKey, TestProvider, type TokenChanges } from './test-provider.ts';
import { EVERYTHING } from './watched-sessions.ts';
import { APP, type Browser, WebApp } from './web-app.ts';

const SECOND = 1_000;
const FIRST = await newKey('first');
const SECOND_KEY = await newKey('second');
const STRANGER = await newKey('first');
const EC = await newKey('ec', 'ES256');

/** An app with the receiver, and Alice on two devices: sids S1 and S2. */
class Scene {
  readonly provider: TestProvider;
  readonly app: WebApp;
  s1!: Browser;
  s2!: Browser;
  bob!: Browser;

  private constructor(options: Partial<BackChannelLogoutOptions<object>>) {
    const now = (): number => this.app.now;
    this.provider = new TestProvider(FIRST, now);
    const receiver = backChannelLogout({
      store: () => this.app.store,
      issuer: ISSUER,
      clientId: CLIENT,
      jwksUri: JWKS_URI,
      fetch: this.provider.fetch,
      now,
      ...options,
    });
    this.app = new WebApp({ endpoints: { backChannelLogout: receiver } });
  }

  static async open(options: Partial<BackChannelLogoutOptions<object>> = {}): Promise<Scene> {
    const scene = new Scene(options);
    scene.s1 = await scene.app.signedIn({ sid: 'S1' });
    scene.s2 = await scene.app.signedIn({ sid: 'S2' });
    scene.bob = await scene.app.signedIn({ sub: 'bob', sid: 'S3' });
    return scene;
  }

  async post(body: BodyInit, type = 'application/x-www-form-urlencoded'): Promise<Response> {
    const headers = { 'Content-Type': type };
    return this.app.app.fetch(new Request(`${APP}/session/backchannel`, { method: 'POST', headers, body }));
  }

  /** `200`, or the status with what the answer says is wrong. */
  async told(token: string): Promise<string> {
    return toldOf(await this.post(new URLSearchParams({ logout_token: token }).toString()));
  }

  async receive(changes: TokenChanges = {}): Promise<string> {
    return this.told(await this.provider.token(changes));
  }

  /** Who is still signed in, of S1, S2 and Bob. */
  async left(): Promise<readonly string[]> {
    return Promise.all([this.s1, this.s2, this.bob].map((browser) => browser.me()));
  }
}

const ALL = ['alice', 'alice', 'bob'];

async function toldOf(response: Response): Promise<string> {
  expect(response.headers.get('Cache-Control')).toBe('no-store');
  const text = await response.text();
  if (response.status === 200) {
    expect(text).toBe('');
    return '200';
  }
  const { error, error_description } = JSON.parse(text);
  return [response.status, error, error_description].filter(Boolean).join(' ');
}

/** A token that says no member of this name. */
const without = (name: string): TokenChanges => ({ payload: { [name]: undefined } });
const refused = (fault: string): string => `400 invalid_request ${fault}`;

let log: ReturnType<typeof vi.spyOn>;
beforeEach(() => {
  log = vi.spyOn(console, 'error').mockImplementation(() => undefined);
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

describe('a good token', () => {
  it('ends the sessions of its sid, and no other of its sub', async () => {
    const scene = await Scene.open();
    expect(await scene.receive()).toBe('200');
    expect(await scene.left()).toEqual(['nobody', 'alice', 'bob']);
  });

  it('ends the sessions of its sid where it has no sub', async () => {
    const scene = await Scene.open();
    expect(await scene.receive(without('sub'))).toBe('200');
    expect(await scene.left()).toEqual(['nobody', 'alice', 'bob']);
  });

  it('ends all sessions of its sub where it has no sid', async () => {
    const scene = await Scene.open();
    expect(await scene.receive(without('sid'))).toBe('200');
    expect(await scene.left()).toEqual(['nobody', 'nobody', 'bob']);
  });

  it('that names nobody here is 200: there is nothing to log out', async () => {
    const scene = await Scene.open();
    expect(await scene.receive({ payload: { sid: 'unknown' } })).toBe('200');
    expect(await scene.left()).toEqual(ALL);
  });

  it('is what edge-sessions itself sends', async () => {
    const scene = await Scene.open();
    const read = readSigningKey({ ...(await exportJWK(FIRST.privateKey)), kid: FIRST.kid, alg: FIRST.alg });
    if (read.outcome !== 'key') throw new Error(JSON.stringify(read.problems));
    const named = { clientId: CLIENT, issuer: null, subjectId: 'alice', sessionId: 'S1' };
    const token = await logoutToken({
      notice: { ...named, logoutReason: 'terminated' },
      issuer: ISSUER,
      claims: ['sub', 'sid'],
      key: read.key,
      now: scene.app.now,
    });
    expect(await scene.told(token)).toBe('200');
    expect(await scene.left()).toEqual(['nobody', 'alice', 'bob']);
  });

  it('may say more than it must', async () => {
    const scene = await Scene.open();
    const payload = { logout_reason: 'terminated', events: { [LOGOUT_EVENT]: { a: 1 }, other: true } };
    expect(await scene.receive({ payload, header: { 'x-more': 1 } })).toBe('200');
  });
});

describe('step 1: encryption', () => {
  it('was not agreed on: five parts are refused', async () => {
    const scene = await Scene.open();
    expect(await scene.told('e30.e30.e30.e30.e30')).toBe(refused('malformed'));
  });
});

describe('step 2: the signature', () => {
  it('of a key that only calls itself one of the provider is refused', async () => {
    const scene = await Scene.open();
    expect(await scene.receive({ key: STRANGER })).toBe(refused('signature'));
    expect(await scene.left()).toEqual(ALL);
  });

  it('over other claims is refused', async () => {
    const scene = await Scene.open();
    const [header, , signature] = (await scene.provider.token()).split('.');
    const payload = (await scene.provider.token({ payload: { sid: 'S2' } })).split('.')[1];
    expect(await scene.told(`${header}.${payload}.${signature}`)).toBe(refused('signature'));
  });

  it.each(['', 'x', '..', 'a.b', 'e30.e30.', 'ü.ü.ü'])('of %j is none', async (token) => {
    const scene = await Scene.open();
    expect(await scene.told(token)).toMatch(/^400 invalid_request (malformed|logout_token|alg)$/);
  });

  it('with a critical extension that nobody knows is refused', async () => {
    const scene = await Scene.open();
    const token = await scene.provider.token();
    const rest = token.slice(token.indexOf('.'));
    const header = btoa(JSON.stringify({ typ: 'logout+jwt', alg: 'RS256', kid: 'first', crit: ['x'], x: 1 }));
    expect(await scene.told(header.replace(/=+$/, '') + rest)).toBe(refused('malformed'));
  });
});

describe('step 2: the keys', () => {
  it('are fetched once for many tokens', async () => {
    const scene = await Scene.open();
    for (let turn = 0; turn < 5; turn++) expect(await scene.receive()).toBe('200');
    expect(scene.provider.fetched).toBe(1);
  });

  it('are fetched again for a key that is not among them: the provider has rolled over', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    const scene = await Scene.open();
    await scene.receive();
    scene.provider.published = [SECOND_KEY, FIRST];
    vi.setSystemTime(Date.now() + 31 * SECOND);
    expect(await scene.receive({ key: SECOND_KEY, payload: { sid: 'S2' } })).toBe('200');
    expect(await scene.receive()).toBe('200');
    expect(scene.provider.fetched).toBe(2);
    expect(await scene.left()).toEqual(['nobody', 'nobody', 'bob']);
  });

  it('are not fetched again for 30 s, whoever asks with whatever kid', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    const scene = await Scene.open();
    for (let turn = 0; turn < 5; turn++) expect(await scene.receive({ key: SECOND_KEY })).toBe(refused('kid'));
    expect(scene.provider.fetched).toBe(1);
    vi.setSystemTime(Date.now() + 31 * SECOND);
    for (let turn = 0; turn < 5; turn++) expect(await scene.receive({ key: SECOND_KEY })).toBe(refused('kid'));
    expect(scene.provider.fetched).toBe(2);
  });

  it('that the provider has withdrawn sign nothing any more', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    const scene = await Scene.open();
    await scene.receive();
    scene.provider.published = [SECOND_KEY];
    vi.setSystemTime(Date.now() + 11 * 60 * SECOND);
    expect(await scene.receive()).toBe(refused('kid'));
  });

  it('need no kid where there is one, and need it where there are several', async () => {
    const one = await Scene.open();
    expect(await one.receive({ header: { kid: undefined } })).toBe('200');
    const several = await Scene.open();
    several.provider.published = [FIRST, SECOND_KEY];
    expect(await several.receive({ header: { kid: undefined } })).toBe(refused('kid'));
  });

  it('out of reach: 400 as the standard has it, with Retry-After; the same token is heard later', async () => {
    const scene = await Scene.open();
    scene.provider.down = true;
    const token = await scene.provider.token();
    const response = await scene.post(`logout_token=${token}`);
    expect(response.headers.get('Retry-After')).toBe('2');
    expect(await toldOf(response)).toBe('400 temporarily_unavailable');
    expect(log).toHaveBeenCalledOnce();
    scene.provider.down = false;
    expect(await scene.told(token)).toBe('200');
  });
});

describe('step 3: the algorithm', () => {
  it('none is refused', async () => {
    const scene = await Scene.open();
    const claims = { iss: ISSUER, aud: CLIENT, iat: 1, exp: 9e9, jti: 'x', sid: 'S1', events: { [LOGOUT_EVENT]: {} } };
    const unsecured = new UnsecuredJWT(claims).encode();
    expect(await scene.told(unsecured)).toBe(refused('alg'));
    const header = btoa(JSON.stringify({ typ: 'logout+jwt', alg: 'none', kid: 'first' })).replace(/=+$/, '');
    const signed = await scene.provider.token();
    expect(await scene.told(header + signed.slice(signed.indexOf('.')))).toBe(refused('alg'));
    expect(await scene.left()).toEqual(ALL);
  });

  it.each(['n', 'jwk'])('HS256 with the public key as its secret is refused (%s)', async (form) => {
    const scene = await Scene.open();
    const text = form === 'n' ? String(FIRST.publicJwk.n) : JSON.stringify(FIRST.publicJwk);
    const iat = Math.floor(scene.app.now / SECOND);
    const claims = {
      iss: ISSUER,
      aud: CLIENT,
      iat,
      exp: iat + 60,
      jti: 'x',
      sid: 'S1',
      events: { [LOGOUT_EVENT]: {} },
    };
    const token = await new SignJWT(claims)
      .setProtectedHeader({ typ: 'logout+jwt', alg: 'HS256', kid: 'first' })
      .sign(new TextEncoder().encode(text.padEnd(32)));
    expect(await scene.told(token)).toBe(refused('alg'));
    expect(scene.provider.fetched).toBe(0);
  });

  it('that was not agreed on is refused, with a good key of the provider; RS256 where nothing was', async () => {
    const scene = await Scene.open();
    scene.provider.published = [FIRST, EC];
    expect(await scene.receive({ key: EC })).toBe(refused('alg'));
    const agreed = await Scene.open({ algorithms: ['ES256'] });
    agreed.provider.published = [FIRST, EC];
    expect(await agreed.receive({ key: EC })).toBe('200');
    expect(await agreed.receive()).toBe(refused('alg'));
  });
});

describe('the type (section 2.4)', () => {
  it.each(['logout+jwt', 'LOGOUT+JWT', 'application/logout+jwt'])('is %s', async (typ) => {
    expect(await (await Scene.open()).receive({ header: { typ } })).toBe('200');
  });

  it.each([undefined, 'JWT', 'at+jwt', 'logout+jwt2', ''])('is not %s', async (typ) => {
    expect(await (await Scene.open()).receive({ header: { typ } })).toBe(refused('typ'));
  });

  it('may be missing or JWT where the app says so, and be nothing else', async () => {
    const scene = await Scene.open({ untyped: 'accepted' });
    const told = [];
    for (const typ of [undefined, 'JWT', 'logout+jwt', 'at+jwt', 'id+jwt'])
      told.push(await scene.receive({ header: { typ } }));
    expect(told).toEqual(['200', '200', '200', refused('typ'), refused('typ')]);
  });
});

describe('step 4: iss, aud, iat and exp', () => {
  it.each([undefined, 'https://op.example', `${ISSUER}/`, ISSUER.toUpperCase(), [ISSUER], ''])(
    'the issuer is not %j',
    async (iss) => {
      expect(await (await Scene.open()).receive({ payload: { iss } })).toBe(refused('iss'));
    },
  );

  it.each([[[CLIENT]], [['other', CLIENT]]])('the audience may be the list %j', async (aud) => {
    expect(await (await Scene.open()).receive({ payload: { aud } })).toBe('200');
  });

  it.each([undefined, 'other', '', [], ['other'], [[CLIENT]], { [CLIENT]: true }])(
    'the audience is not %j',
    async (aud) => {
      expect(await (await Scene.open()).receive({ payload: { aud } })).toBe(refused('aud'));
    },
  );

  it('it must be there when it was issued and when it ends, as numbers', async () => {
    const scene = await Scene.open();
    for (const name of ['iat', 'exp']) {
      expect(await scene.receive(without(name))).toBe(refused(name));
      expect(await scene.receive({ payload: { [name]: 'soon' } })).toBe(refused(name));
    }
  });

  it('it has ended: refused, after a minute for other clocks', async () => {
    const scene = await Scene.open();
    const exp = Math.floor(scene.app.now / SECOND);
    expect(await scene.receive({ payload: { exp: exp - 59 } })).toBe('200');
    expect(await scene.receive({ payload: { exp: exp - 60 } })).toBe(refused('exp'));
  });

  it('it comes from the future: refused, beyond a minute for other clocks', async () => {
    const scene = await Scene.open();
    const iat = Math.floor(scene.app.now / SECOND);
    expect(await scene.receive({ payload: { iat: iat + 60 } })).toBe('200');
    expect(await scene.receive({ payload: { iat: iat + 61 } })).toBe(refused('iat'));
    expect(await scene.receive({ payload: { nbf: iat + 61 } })).toBe(refused('nbf'));
  });

  it('the minute may be another', async () => {
    const scene = await Scene.open({ clockSkew: 0 });
    const at = Math.floor(scene.app.now / SECOND);
    expect(await scene.receive({ payload: { exp: at } })).toBe(refused('exp'));
    expect(await scene.receive({ payload: { iat: at + 1 } })).toBe(refused('iat'));
    expect(await scene.receive()).toBe('200');
  });
});

describe('step 5: sub or sid', () => {
  it('one of them must be there', async () => {
    const scene = await Scene.open();
    expect(await scene.receive({ payload: { sub: undefined, sid: undefined } })).toBe(refused('sub'));
  });

  it.each(['', ' ', 1, null, ['S1'], {}, 'S\u0000', 'x'.repeat(201)])('neither may be %j', async (value) => {
    const scene = await Scene.open();
    expect(await scene.receive({ payload: { sid: value } })).toBe(refused('sid'));
    expect(await scene.receive({ payload: { sub: value } })).toBe(refused('sub'));
    expect(await scene.left()).toEqual(ALL);
  });
});

describe('step 6: events', () => {
  it.each([
    undefined,
    null,
    LOGOUT_EVENT,
    [LOGOUT_EVENT],
    {},
    { other: {} },
    { [LOGOUT_EVENT]: true },
    { [LOGOUT_EVENT]: null },
    { [LOGOUT_EVENT]: [] },
  ])('are not %j', async (events) => {
    expect(await (await Scene.open()).receive({ payload: { events } })).toBe(refused('events'));
  });
});

describe('step 7: nonce', () => {
  it.each(['n', '', null, false])('refuses a token that has one, even %j: it may be an ID token', async (nonce) => {
    const scene = await Scene.open();
    expect(await scene.receive({ payload: { nonce } })).toBe(refused('nonce'));
    expect(await scene.left()).toEqual(ALL);
  });
});

describe('step 8: jti', () => {
  it('must be there', async () => {
    const scene = await Scene.open();
    expect(await scene.receive(without('jti'))).toBe(refused('jti'));
    expect(await scene.receive({ payload: { jti: '' } })).toBe(refused('jti'));
  });

  it('is good once: a replay is refused, and ends nothing that has signed in since', async () => {
    const scene = await Scene.open();
    const token = await scene.provider.token({ payload: { sid: undefined } });
    expect(await scene.told(token)).toBe('200');
    await scene.s1.signIn();
    expect(await scene.told(token)).toBe(refused('replayed'));
    expect(await scene.s1.me()).toBe('alice');
  });

  it('is remembered beside others', async () => {
    const scene = await Scene.open();
    const tokens = [await scene.provider.token(), await scene.provider.token()];
    const told = [];
    for (const token of [...tokens, ...tokens]) told.push(await scene.told(token));
    expect(told).toEqual(['200', '200', refused('replayed'), refused('replayed')]);
  });

  it('is remembered until the token ends by itself, the minute for other clocks included', async () => {
    const scene = await Scene.open();
    const token = await scene.provider.token();
    expect(await scene.told(token)).toBe('200');
    scene.app.now += 179 * SECOND;
    expect(await scene.told(token)).toBe(refused('replayed'));
    scene.app.now += SECOND;
    expect(await scene.told(token)).toBe(refused('exp'));
  });

  it('of a token that could not be acted on is not used up', async () => {
    const scene = await Scene.open();
    const token = await scene.provider.token();
    scene.app.store.down = EVERYTHING;
    expect(await scene.told(token)).toBe('400 temporarily_unavailable');
    scene.app.store.down = [];
    expect(await scene.left()).toEqual(ALL);
    expect(await scene.told(token)).toBe('200');
    expect(await scene.left()).toEqual(['nobody', 'alice', 'bob']);
  });

  it('of a token that was refused is not used up', async () => {
    const scene = await Scene.open();
    const payload = { jti: 'the same' };
    expect(await scene.receive({ payload, key: STRANGER })).toBe(refused('signature'));
    expect(await scene.receive({ payload })).toBe('200');
  });

  it('is asked of the memory that the app has, whose fault is no logout', async () => {
    const asked: string[] = [];
    const replays: ReplayMemory = {
      seen: async (token) => {
        asked.push(token);
        if (asked.length === 1) throw new Error('down');
        return true;
      },
      remember: async () => undefined,
    };
    const scene = await Scene.open({ replays });
    const payload = { jti: 'J' };
    expect(await scene.receive({ payload })).toBe('400 temporarily_unavailable');
    expect(await scene.receive({ payload })).toBe(refused('replayed'));
    expect(asked).toEqual([JSON.stringify([ISSUER, 'J']), JSON.stringify([ISSUER, 'J'])]);
    expect(await scene.left()).toEqual(ALL);
  });
});

describe('the request (section 2.5)', () => {
  it('may have other fields, and a charset', async () => {
    const scene = await Scene.open();
    const body = `a=1&logout_token=${await scene.provider.token()}&b=2`;
    expect((await scene.post(body, 'Application/X-WWW-Form-Urlencoded; charset=utf-8')).status).toBe(200);
  });

  it.each<[string, (token: string) => [string, string]]>([
    ['no token', () => ['a=1', 'application/x-www-form-urlencoded']],
    ['nothing', () => ['', 'application/x-www-form-urlencoded']],
    ['an empty token', () => ['logout_token=', 'application/x-www-form-urlencoded']],
    ['two tokens', (token) => [`logout_token=${token}&logout_token=${token}`, 'application/x-www-form-urlencoded']],
    ['JSON', (token) => [JSON.stringify({ logout_token: token }), 'application/json']],
    ['plain text', (token) => [`logout_token=${token}`, 'text/plain']],
    [
      'more than 64 KiB',
      (token) => [`logout_token=${token}&a=${'x'.repeat(65_536)}`, 'application/x-www-form-urlencoded'],
    ],
  ])('with %s is 400', async (_what, bodyOf) => {
    const scene = await Scene.open();
    const [body, type] = bodyOf(await scene.provider.token());
    expect(await toldOf(await scene.post(body, type))).toBe(refused('logout_token'));
    expect(await scene.left()).toEqual(ALL);
  });

  it('is a POST', async () => {
    const scene = await Scene.open();
    const token = await scene.provider.token();
    expect((await scene.s1.send('GET', `/session/backchannel?logout_token=${token}`)).status).toBe(404);
  });
});
