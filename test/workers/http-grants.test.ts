/**
 * Persisted grants over HTTP: upsert, single use, moves, filters, and what was revoked stays revoked. Contract: "Persisted
 * grants", "What an end takes along".
 */
import { env } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import { created, fresh, keyHeader, send, told } from './http-client.ts';
import {
  findGrants,
  found,
  type Grant,
  getGrant,
  granted,
  logout,
  newGrant,
  postGrant,
  removedGrants,
  removeGrant,
  removeSessions,
  surviving,
} from './management-client.ts';
import { newTicket, remove, renew, stored } from './ticket-client.ts';

// Nothing is ended by an alarm here, so that what has expired is still there. Set before any object exists.
Object.assign(env as object, { REMOVE_EXPIRED_SESSIONS: 'false' });

const PAST = '2020-01-01T00:00:00.000Z';
const FUTURE = '2099-01-01T00:00:00.000Z';
const FULL = {
  type: 'refresh_token',
  subjectId: 'Jürgen',
  sessionId: 'sid',
  clientId: 'wéb',
  grantId: 'g',
  lookup: 'WDJB-MJHT',
  description: 'Ünïcode 🦊',
  creationTime: '2026-01-01T00:00:00.000Z',
  expiration: FUTURE,
  consumedTime: null,
  data: '{"a":\u0000"🗝️"}\u009f\n',
};
const statusesOf = async (all: Promise<Response>[]) => (await Promise.all(all)).map(({ status }) => status).toSorted();
const times = <T>(count: number, make: (n: number) => T): T[] => Array.from({ length: count }, (_, n) => make(n));

describe('a grant', () => {
  it('is stored with 201, told whole and in order, and read as stored', async () => {
    const key = fresh('grant');
    const response = await postGrant({ key, ...FULL });
    expect(response.status).toBe(201);
    const grant = await response.json<Grant>();
    expect(JSON.stringify(grant)).toBe(JSON.stringify({ key, ...FULL, revision: grant.revision }));
    expect(Number.isSafeInteger(grant.revision)).toBe(true);
    expect(response.headers.get('ETag')).toBe(`"${grant.revision}"`);
    const read = await getGrant(key);
    expect([read.status, read.headers.get('ETag')]).toEqual([200, `"${grant.revision}"`]);
    expect(await read.json()).toEqual(grant);
  });
  it('of the least there may be has null elsewhere, and is of now', async () => {
    const before = Date.now();
    const grant = await granted({ type: 't', data: '' });
    const { key, revision, creationTime, ...rest } = grant;
    expect(rest).toEqual({
      type: 't',
      subjectId: null,
      sessionId: null,
      clientId: null,
      grantId: null,
      lookup: null,
      description: null,
      expiration: null,
      consumedTime: null,
      data: '',
    });
    expect(Date.parse(creationTime)).toBeGreaterThanOrEqual(before);
    expect(Date.parse(creationTime)).toBeLessThanOrEqual(Date.now());
    expect(await (await getGrant(key)).json()).toEqual(grant);
  });
  it('is replaced as a whole with 200, and its revision rises', async () => {
    const subjectId = fresh('subject');
    const first = await granted({ ...FULL, subjectId });
    const response = await postGrant({ key: first.key, type: 'other', subjectId, data: 'new' });
    expect(response.status).toBe(200);
    const second = await response.json<Grant>();
    expect(second).toMatchObject({
      key: first.key,
      type: 'other',
      subjectId,
      sessionId: null,
      lookup: null,
      data: 'new',
    });
    expect(second.revision).toBeGreaterThan(first.revision);
    expect(response.headers.get('ETag')).toBe(`"${second.revision}"`);
    expect(await (await getGrant(first.key)).json()).toEqual(second);
    expect(await found({ subjectId })).toEqual([second]);
  });
  it('that has expired or was consumed is there until the clean-up', async () => {
    const subjectId = fresh('subject');
    for (const given of [{ expiration: PAST }, { consumedTime: PAST }, { expiration: PAST, consumedTime: PAST }]) {
      const grant = await granted({ subjectId, ...given });
      expect(await (await getGrant(grant.key)).json()).toEqual(grant);
      expect((await found({ subjectId })).map(({ key }) => key)).toContain(grant.key);
    }
    expect(await removedGrants({ subjectId })).toBe(3);
  });
  it('may have any key, and one that differs in case or normal form is another', async () => {
    for (const name of ['🗝️👩‍👩‍👧', 'مفتاح שלום', 'a/b/../c//', 'a,b, c', '100%25%', '"a"+b;c=\\d', ' a ', '\u00e9a']) {
      const key = fresh(name);
      const grant = await granted({ key });
      expect(grant.key).toBe(key);
      expect(await (await getGrant(key)).json()).toEqual(grant);
      for (const other of [key.toUpperCase(), key.normalize('NFD'), `${key} `]) {
        if (other !== key) expect(await told(await getGrant(other))).toBe('404 grant-not-found');
      }
      expect((await removeGrant(key)).status).toBe(204);
      expect(await told(await getGrant(key))).toBe('404 grant-not-found');
    }
    const longest = [...`${fresh('k')}${'𠜎'.repeat(200)}`].slice(0, 200).join('');
    await granted({ key: longest });
    expect((await getGrant(longest)).status).toBe(200);
  });
  it('has nothing to do with a session of the same key', async () => {
    const { key, subjectId } = await created();
    const grant = await granted({ key, subjectId });
    expect(await (await getGrant(key)).json()).toEqual(grant);
    expect((await send('DELETE', '/v1/session', { headers: keyHeader(key) })).status).toBe(204);
    expect((await getGrant(key)).status).toBe(200);
    await removeGrant(key);
    expect(await told(await getGrant(key))).toBe('404 grant-not-found');
  });
  it('of a key of the minted form lives wherever its subject does', async () => {
    const { key: minted, subjectId } = await created();
    for (const owner of [subjectId, fresh('subject'), null]) {
      const key = `${minted.slice(0, 23)}${crypto.randomUUID().replaceAll('-', '')}abcdefghijk`;
      const grant = await granted({ key, subjectId: owner });
      expect(await (await getGrant(key)).json()).toEqual(grant);
      expect((await removeGrant(key, { Prefer: 'return=representation' })).status).toBe(200);
    }
  });
  it.each(['right', 'wrong'])('is the same with a %s Session-Subject', async (guess) => {
    const subjectId = fresh('subject');
    const headers = { 'Session-Subject': encodeURIComponent(guess === 'right' ? subjectId : fresh('😀')) };
    const response = await postGrant({ subjectId }, headers);
    expect(response.status).toBe(201);
    const grant = await response.json<Grant>();
    expect(await (await getGrant(grant.key, headers)).json()).toEqual(grant);
    expect((await postGrant({ ...grant }, headers)).status).toBe(200);
    const removed = await removeGrant(grant.key, { ...headers, Prefer: 'return=representation' });
    expect(await removed.json()).toMatchObject({ key: grant.key });
    expect(await told(await getGrant(grant.key, headers))).toBe('404 grant-not-found');
    expect((await removeGrant(grant.key, headers)).status).toBe(204);
  });
  it('keeps 512 KiB of data', async () => {
    const grant = await granted({ data: '😀'.repeat(128 * 1024) });
    expect((await (await getGrant(grant.key)).json<Grant>()).data).toBe(grant.data);
  });
});

describe('another subject', () => {
  it('moves a grant: it is found under its new one only, whatever it is', async () => {
    const subjects = [fresh('a'), fresh('b'), null, fresh('c'), null];
    const { key, ...first } = await granted({ subjectId: subjects[0], clientId: 'web' });
    let { revision } = first;
    for (const [n, subjectId] of subjects.entries()) {
      const response = await postGrant({ key, subjectId, clientId: 'web', data: `${n}` });
      expect(response.status).toBe(200);
      const moved = await response.json<Grant>();
      expect(moved).toMatchObject({ subjectId, data: `${n}` });
      expect(moved.revision).toBeGreaterThan(revision);
      revision = moved.revision;
      expect(await (await getGrant(key)).json()).toEqual(moved);
      for (const other of subjects) {
        if (other === null) continue;
        expect((await found({ subjectId: other })).map((grant) => grant.key)).toEqual(other === subjectId ? [key] : []);
      }
    }
    expect((await removeGrant(key)).status).toBe(204);
  });
  it('heeds If-Match, and leaves the grant where it is when it does not match', async () => {
    const grant = await granted({ subjectId: fresh('a') });
    const away = { key: grant.key, subjectId: fresh('b') };
    expect(await told(await postGrant(away, { 'If-Match': `"${grant.revision - 1}"` }))).toBe('412 revision-mismatch');
    expect(await told(await postGrant(away, { 'If-None-Match': '*' }))).toBe('412 revision-mismatch');
    expect(await (await getGrant(grant.key)).json()).toEqual(grant);
    expect((await postGrant(away, { 'If-Match': `"${grant.revision}"` })).status).toBe(200);
  });
  it('of a client moves a grant that has no subject', async () => {
    const [one, other] = [fresh('client'), fresh('client')];
    const { key } = await granted({ clientId: one });
    expect((await postGrant({ key, clientId: other })).status).toBe(200);
    expect(await found({ clientId: one })).toEqual([]);
    expect((await found({ clientId: other })).map((grant) => grant.key)).toEqual([key]);
  });
});

describe('conditions', () => {
  it('If-None-Match: * creates only, exactly once', async () => {
    for (const subjectId of [fresh('subject'), null]) {
      const key = fresh('once');
      const create = () => postGrant({ key, subjectId }, { 'If-None-Match': '*' });
      expect(await statusesOf(times(20, create))).toEqual([201, ...Array(19).fill(412)]);
      expect(await told(await create())).toBe('412 revision-mismatch');
      await removeGrant(key);
      expect((await create()).status).toBe(201);
    }
  });
  it('If-None-Match: * refuses also what has expired or was consumed', async () => {
    const { key } = await granted({ expiration: PAST, consumedTime: PAST });
    expect(await told(await postGrant({ key }, { 'If-None-Match': '*' }))).toBe('412 revision-mismatch');
  });
  it('If-Match makes a consumption single', async () => {
    const code = await granted({ type: 'authorization_code', subjectId: fresh('subject') });
    const consume = () =>
      postGrant({ ...code, consumedTime: new Date().toISOString() }, { 'If-Match': `"${code.revision}"` });
    expect(await statusesOf(times(20, consume))).toEqual([200, ...Array(19).fill(412)]);
    expect((await (await getGrant(code.key)).json<Grant>()).consumedTime).not.toBeNull();
  });
  it('If-Match makes a counter safe', async () => {
    const { key } = await granted({ data: '0' });
    const count = async () => {
      for (;;) {
        const read = await getGrant(key);
        const headers = { 'If-Match': read.headers.get('ETag') ?? '' };
        const grant = await read.json<Grant>();
        const { status } = await postGrant({ ...grant, data: String(Number(grant.data) + 1) }, headers);
        if (status === 200) return;
        expect(status).toBe(412);
      }
    };
    await Promise.all(times(8, count));
    expect(await (await getGrant(key)).json()).toMatchObject({ data: '8' });
  });
  it.each(['*', '"{}"', '"1", "{}"'])('If-Match: %s lets a change through', async (form) => {
    const grant = await granted();
    const tag = (revision: number) => ({ 'If-Match': form.replace('{}', String(revision)) });
    const replaced = await postGrant({ key: grant.key }, tag(grant.revision));
    expect(replaced.status).toBe(200);
    expect((await removeGrant(grant.key, tag((await replaced.json<Grant>()).revision))).status).toBe(204);
  });
  it.each(['"1"', 'W/"{}"', '"x{}"', '""'])('If-Match: %s is 412, and changes nothing', async (form) => {
    const grant = await granted();
    const headers = { 'If-Match': form.replace('{}', String(grant.revision)) };
    expect(await told(await postGrant({ key: grant.key }, headers))).toBe('412 revision-mismatch');
    for (const Prefer of ['respond-async', 'return=representation']) {
      expect(await told(await removeGrant(grant.key, { ...headers, Prefer }))).toBe('412 revision-mismatch');
    }
    expect(await (await getGrant(grant.key)).json()).toEqual(grant);
  });
  it('If-Match counts for nothing where there is no grant', async () => {
    for (const value of ['*', '"1"']) {
      const key = fresh('none');
      const headers = { 'If-Match': value };
      expect((await removeGrant(key, headers)).status).toBe(204);
      expect(await told(await removeGrant(key, { ...headers, Prefer: 'return=representation' }))).toBe(
        '404 grant-not-found',
      );
      expect((await postGrant({ key }, headers)).status).toBe(201);
    }
  });
  it('both together create only', async () => {
    const headers = { 'If-Match': '*', 'If-None-Match': '*' };
    const { key } = await granted();
    expect(await told(await postGrant({ key }, headers))).toBe('412 revision-mismatch');
    expect((await postGrant({ key: fresh('new') }, headers)).status).toBe(201);
  });
});

describe('removing', () => {
  it('is 204, also when absent, and the key is free at once', async () => {
    const { key } = await granted();
    for (const _ of [1, 2]) {
      const response = await removeGrant(key);
      expect([response.status, await response.text()]).toEqual([204, '']);
      expect(await told(await getGrant(key))).toBe('404 grant-not-found');
    }
    expect((await postGrant({ key })).status).toBe(201);
    expect((await postGrant({ key })).status).toBe(200);
  });
  it('with its representation hands a grant to exactly one of twenty', async () => {
    for (const subjectId of [fresh('subject'), null]) {
      const grant = await granted({ subjectId, type: 'authorization_code', data: 'once' });
      const responses = await Promise.all(
        times(20, (n) =>
          removeGrant(grant.key, {
            Prefer: n % 2 === 0 ? 'return=representation' : 'return=representation, respond-async',
          }),
        ),
      );
      expect(responses.map(({ status }) => status).toSorted()).toEqual([200, ...Array(19).fill(404)]);
      const winner = responses.find(({ status }) => status === 200);
      expect(winner?.headers.get('ETag')).toBe(`"${grant.revision}"`);
      expect(await winner?.json()).toEqual(grant);
      expect(await told(await removeGrant(grant.key, { Prefer: 'return=representation' }))).toBe('404 grant-not-found');
    }
  });
  it('does not wait for the index where asked not to', async () => {
    const pending = async (response: Promise<Response>) => (await response).headers.get('Session-Index');
    const subjectId = fresh('subject');
    const grant = newGrant({ subjectId });
    const headers = { Prefer: 'respond-async' };
    expect(await pending(postGrant(grant, headers))).toBe('pending');
    expect(await pending(postGrant(grant, {}))).toBeNull();
    expect(await pending(removeGrant(grant.key, headers))).toBe('pending');
    await granted(grant);
    const json = { subjectId };
    expect(await pending(send('POST', '/v1/grants/remove', { json, headers }))).toBe('pending');
  });
});

describe('filters', () => {
  /** Every combination of two subjects or none, sids, clients, types, and some groups: fresh names for each universe. */
  async function universe() {
    const name = { s: fresh('s'), o: fresh('o'), x: fresh('x'), y: fresh('y'), t: fresh('t'), u: fresh('u') };
    const sid = fresh('sid');
    const [g, l] = [fresh('g'), fresh('l')];
    const given = [name.s, name.o, null].flatMap((subjectId) =>
      [sid, null].flatMap((sessionId) =>
        [name.x, name.y].flatMap((clientId) =>
          [name.t, name.u].map((type) => ({ subjectId, sessionId, clientId, type })),
        ),
      ),
    );
    const grants = await Promise.all(
      given.map((fields, n) =>
        granted({ ...fields, grantId: n % 3 === 0 ? g : null, lookup: n % 5 === 0 ? l : null, data: String(n) }),
      ),
    );
    return { grants, name, sid, g, l };
  }
  interface Filter {
    readonly subjectId?: string;
    readonly sessionId?: string;
    readonly clientId?: string;
    readonly clientIds?: readonly string[];
    readonly type?: string;
    readonly types?: readonly string[];
    readonly grantId?: string;
    readonly lookup?: string;
  }
  const within = (value: string | null, one: string | undefined, list: readonly string[] | undefined) => {
    const all = [...(list ?? []), ...(one === undefined ? [] : [one])];
    return all.length === 0 || (value !== null && all.includes(value));
  };
  const matching = (grants: readonly Grant[], filter: Filter) =>
    grants
      .filter(
        (grant) =>
          within(grant.subjectId, filter.subjectId, undefined) &&
          within(grant.sessionId, filter.sessionId, undefined) &&
          within(grant.clientId, filter.clientId, filter.clientIds) &&
          within(grant.type, filter.type, filter.types) &&
          within(grant.grantId, filter.grantId, undefined) &&
          within(grant.lookup, filter.lookup, undefined),
      )
      .map(({ data }) => data)
      .toSorted();

  it('are ANDed, lists are ORed: every combination finds what it says', async () => {
    const { grants, name, sid, g, l } = await universe();
    const choices: readonly (readonly Filter[])[] = [
      [{}, { subjectId: name.s }, { subjectId: fresh('nobody') }],
      [{}, { sessionId: sid }],
      [{}, { clientId: name.x }, { clientIds: [name.x, name.y] }, { clientId: name.y, clientIds: [name.x] }],
      [{}, { types: [name.t] }, { type: name.u, types: [name.t] }],
      [{}, { grantId: g }],
      [{}, { lookup: l }],
    ];
    const filters = choices.reduce<readonly Filter[]>(
      (all, more) => all.flatMap((filter) => more.map((one) => ({ ...filter, ...one }))),
      [{}],
    );
    for (const filter of filters) {
      if (Object.keys(filter).length === 0) continue;
      const got = await found({ ...filter });
      expect(got.map(({ data }) => data).toSorted(), JSON.stringify(filter)).toEqual(matching(grants, filter));
      for (const grant of got) expect(grants).toContainEqual(grant);
    }
  });
  it('remove what they find, expired and consumed ones too, and nothing else', async () => {
    for (const pick of [
      ({ name }) => ({ subjectId: name.s }),
      ({ sid }) => ({ sessionId: sid }),
      ({ name }) => ({ clientIds: [name.x] }),
      ({ name, sid }) => ({ subjectId: name.o, sessionId: sid, type: name.t }),
      ({ g, name }) => ({ grantId: g, clientId: name.y }),
      ({ l }) => ({ lookup: l }),
      ({ name }) => ({ types: [name.t, name.u], clientIds: [name.x, name.y] }),
    ] satisfies ((all: Awaited<ReturnType<typeof universe>>) => Filter)[]) {
      const all = await universe();
      const filter = pick(all);
      const gone = matching(all.grants, filter);
      expect(await removedGrants(filter), JSON.stringify(filter)).toBe(gone.length);
      expect(await found(filter)).toEqual([]);
      expect(await surviving(all.grants)).toEqual(
        all.grants.map(({ data }) => data).filter((data) => !gone.includes(data)),
      );
      expect(await removedGrants(filter)).toBe(0);
    }
    const subjectId = fresh('subject');
    for (const given of [{ expiration: PAST }, { consumedTime: PAST }, {}]) await granted({ subjectId, ...given });
    expect(await removedGrants({ subjectId })).toBe(3);
  });
  it('are exact and case-sensitive, and wildcards are literal', async () => {
    const subjectId = fresh('%_*a');
    await granted({ subjectId });
    for (const other of [subjectId.toUpperCase(), subjectId.replace('_', '%'), subjectId.slice(1), `${subjectId} `]) {
      expect(await found({ subjectId: other })).toEqual([]);
      expect(await removedGrants({ subjectId: other })).toBe(0);
    }
    expect(await found({ subjectId })).toHaveLength(1);
  });
  it('need one that is set', async () => {
    for (const json of [{}, { subjectId: ' ' }, { clientId: '', type: '\u3000', lookup: null }]) {
      expect(await told(await findGrants(json))).toBe('400 filter-required');
      expect(await told(await send('POST', '/v1/grants/remove', { json }))).toBe('400 filter-required');
    }
  });
  it('hand out 8 MiB, then a token for the rest, which belongs to the filter', async () => {
    const subjectId = fresh('subject');
    const data = 'd'.repeat(512 * 1024);
    const grants = await Promise.all(times(18, (n) => granted({ subjectId, data, description: `${n}` })));
    const keys: string[] = [];
    let resultsToken: string | null = null;
    let answers = 0;
    do {
      const response = await findGrants({ subjectId, resultsToken });
      expect(response.status).toBe(200);
      const text = await response.text();
      expect(text.length).toBeLessThan(9 * 1024 * 1024);
      const answer = JSON.parse(text) as { grants: readonly Grant[]; resultsToken: string | null };
      expect(answer.grants.length).toBeGreaterThan(0);
      keys.push(...answer.grants.map(({ key }) => key));
      if (resultsToken === null && answer.resultsToken !== null) {
        for (const other of [{ subjectId: fresh('x') }, { subjectId, types: ['refresh_token'] }]) {
          expect(await told(await findGrants({ ...other, resultsToken: answer.resultsToken }))).toBe(
            '400 results-token-invalid',
          );
        }
      }
      ({ resultsToken } = answer);
      answers += 1;
    } while (resultsToken !== null);
    expect(answers).toBeGreaterThan(1);
    expect(keys.toSorted()).toEqual(grants.map(({ key }) => key).toSorted());
    for (const token of ['', ' ', 'x', 'A'.repeat(2_000)]) {
      expect(await told(await findGrants({ subjectId, resultsToken: token })), token).toBe('400 results-token-invalid');
    }
  });
});

describe('what was revoked stays revoked: a subject and sid that have ended', () => {
  const pairs = (): { readonly subjectId: string; readonly sessionId: string } => ({
    subjectId: fresh('subject'),
    sessionId: fresh('sid'),
  });
  const ticketOf = ({ subjectId, sessionId }: ReturnType<typeof pairs>) => ({ subject: subjectId, sessionId });
  const anything = [
    { type: 'refresh_token' },
    { type: 'user_consent', creationTime: FUTURE },
    { type: 'whatever', creationTime: PAST },
  ];
  const allRefused = async (pair: object) => {
    for (const given of anything) expect(await told(await postGrant({ ...pair, ...given }))).toBe('410 grant-revoked');
  };
  const allTaken = async (pair: object) => {
    for (const given of anything) expect((await postGrant({ ...pair, ...given })).status).toBe(201);
  };

  it.each<[string, (pair: ReturnType<typeof pairs>) => Promise<unknown>]>([
    ['RemoveAsync', async (pair) => remove((await stored(ticketOf(pair))).key)],
    ['ProcessLogout', async (pair) => (await stored(ticketOf(pair))) && logout(pair.subjectId, pair.sessionId)],
    ['RemoveSessions', async (pair) => (await stored(ticketOf(pair))) && removeSessions(pair)],
    [
      'RemoveSessions without revocation',
      async (pair) =>
        (await stored(ticketOf(pair))) && removeSessions({ ...pair, revokeTokens: false, revokeConsents: false }),
    ],
    ['RemoveSessions by id', async (pair) => removeSessions({ ids: [(await stored(ticketOf(pair))).session.id] })],
    [
      'RemoveSessions by sid',
      async (pair) => (await stored(ticketOf(pair))) && removeSessions({ sessionId: pair.sessionId }),
    ],
    ['DeleteSession', async (pair) => send('DELETE', '/v1/session', { headers: keyHeader((await created(pair)).key) })],
    [
      'DeleteSessions',
      async (pair) =>
        (await created(pair)) && send('POST', '/v1/sessions/delete', { json: { subjectId: pair.subjectId } }),
    ],
    [
      'remove-expired',
      async (pair) =>
        (await created({ ...pair, expires: PAST })) &&
        send('POST', '/v1/sessions/remove-expired', { json: { count: 1_000 } }),
    ],
    [
      'UpdateSession to another sid',
      async (pair) => {
        const { id: _id, ...session } = await created(pair);
        const response = await send('PUT', '/v1/session', {
          json: { ...session, sessionId: fresh('sid') },
          headers: keyHeader(session.key),
        });
        expect(response.status).toBe(200);
      },
    ],
    [
      'RenewAsync for another subject',
      async (pair) => renew((await stored(ticketOf(pair))).key, newTicket({ subject: fresh('other') })),
    ],
    [
      'RenewAsync for another sid',
      async (pair) =>
        renew((await stored(ticketOf(pair))).key, newTicket({ subject: pair.subjectId, sessionId: fresh('sid') })),
    ],
  ])('by %s: refused, whatever type and time', async (_, end) => {
    const pair = pairs();
    await allTaken(pair);
    await end(pair);
    await allRefused(pair);
    // Not what names another sid, no sid, or no subject; unless a removal of everything would have taken it.
    await allTaken({ ...pair, sessionId: fresh('sid'), creationTime: FUTURE });
    expect((await postGrant({ subjectId: pair.subjectId, creationTime: FUTURE })).status).toBe(201);
    expect((await postGrant({ sessionId: pair.sessionId, creationTime: FUTURE })).status).toBe(201);
    expect((await postGrant({ ...pair, subjectId: fresh('other'), creationTime: FUTURE })).status).toBe(201);
  });
  it('is no matter while another session of the two lives, nor once one lives again', async () => {
    const pair = pairs();
    const [one, other] = [await stored(ticketOf(pair)), await stored(ticketOf(pair))];
    await remove(one.key);
    await allTaken(pair);
    await remove(other.key);
    await allRefused(pair);
    await stored(ticketOf(pair));
    await allTaken(pair);
  });
  it('a session that never was has not ended', async () => {
    await allTaken(pairs());
    const pair = pairs();
    await logout(pair.subjectId, pair.sessionId);
    await allTaken(pair);
  });
  it('a grant that outlived the end stays, and is not replaced, also not on its way from elsewhere', async () => {
    const pair = pairs();
    const { key } = await created(pair);
    const grant = await granted(pair);
    const elsewhere = await granted({ subjectId: fresh('other'), sessionId: pair.sessionId });
    await send('DELETE', '/v1/session', { headers: keyHeader(key) });
    for (const one of [grant, elsewhere]) {
      expect(await told(await postGrant({ ...one, ...pair }))).toBe('410 grant-revoked');
      expect(await told(await postGrant({ ...one, ...pair }, { 'If-Match': `"${one.revision}"` }))).toBe(
        '410 grant-revoked',
      );
      expect(await (await getGrant(one.key)).json()).toEqual(one);
    }
    expect((await postGrant({ ...grant, sessionId: null })).status).toBe(200);
  });
  it('410 comes before 412', async () => {
    const pair = pairs();
    await remove((await stored(ticketOf(pair))).key);
    expect(await told(await postGrant(pair, { 'If-Match': '"1"' }))).toBe('410 grant-revoked');
    const { key } = await granted();
    expect(await told(await postGrant({ key, ...pair }, { 'If-None-Match': '*' }))).toBe('410 grant-revoked');
  });
});

describe('what was revoked stays revoked: what a removal would have taken', () => {
  const later = (effectiveAt: string, milliseconds: number) =>
    new Date(Date.parse(effectiveAt) + milliseconds).toISOString();
  const TYPES = ['refresh_token', 'reference_token', 'authorization_code', 'ciba', 'user_consent', 'device_code'];
  /** Which types are refused with a creationTime that is not after a removal. */
  async function refusedTypes(given: object, creationTime: string): Promise<readonly string[]> {
    const refused: string[] = [];
    for (const type of TYPES) {
      const response = await postGrant({ ...given, type, creationTime });
      if (response.status === 201) continue;
      expect(await told(response)).toBe('410 grant-revoked');
      refused.push(type);
    }
    return refused;
  }

  it.each([
    ['both', {}, TYPES],
    ['tokens', { revokeConsents: false }, TYPES.slice(0, 4)],
    ['consents', { revokeTokens: false }, ['user_consent']],
    ['neither', { revokeTokens: false, revokeConsents: false }, []],
    ['both, in a dry run', { dryRun: true }, []],
  ])('%s: its types, up to its time', async (_, flags, types) => {
    const subjectId = fresh('subject');
    const { effectiveAt } = await removeSessions({ subjectId, ...flags });
    for (const milliseconds of [-86_400_000, -1, 0]) {
      expect(await refusedTypes({ subjectId }, later(effectiveAt, milliseconds))).toEqual(types);
    }
    for (const milliseconds of [1, 86_400_000]) {
      expect(await refusedTypes({ subjectId }, later(effectiveAt, milliseconds))).toEqual([]);
    }
    expect(await refusedTypes({ subjectId: fresh('other') }, PAST)).toEqual([]);
    expect(await refusedTypes({}, PAST)).toEqual([]);
  });
  it('only of the clients that were named', async () => {
    const subjectId = fresh('subject');
    await removeSessions({ subjectId, clientIds: ['web', 'app'] });
    for (const clientId of ['web', 'app']) expect(await refusedTypes({ subjectId, clientId }, PAST)).toEqual(TYPES);
    for (const clientId of ['other', null]) expect(await refusedTypes({ subjectId, clientId }, PAST)).toEqual([]);
  });
  it('only of the sid that was named, which a grant without sid does not have', async () => {
    const [subjectId, sessionId] = [fresh('subject'), fresh('sid')];
    await removeSessions({ subjectId, sessionId });
    expect(await refusedTypes({ subjectId, sessionId }, PAST)).toEqual(TYPES);
    for (const other of [fresh('sid'), null]) {
      expect(await refusedTypes({ subjectId, sessionId: other }, PAST)).toEqual([]);
    }
  });
  it('not of the sids that were spared', async () => {
    const [subjectId, spared] = [fresh('subject'), fresh('sid')];
    await removeSessions({ subjectId, exceptSessionIds: [spared] });
    expect(await refusedTypes({ subjectId, sessionId: spared }, PAST)).toEqual([]);
    for (const sessionId of [fresh('sid'), null]) {
      expect(await refusedTypes({ subjectId, sessionId }, PAST)).toEqual(TYPES);
    }
  });
  it('nor of the sessions that stay: a token refreshed meanwhile is refused all the same', async () => {
    const { session } = await stored();
    const { subjectId, sessionId } = session;
    const { effectiveAt } = await removeSessions({ subjectId, removeServerSideSession: false });
    expect(await refusedTypes({ subjectId, sessionId }, effectiveAt)).toEqual(TYPES);
    expect(await refusedTypes({ subjectId, sessionId }, later(effectiveAt, 1))).toEqual([]);
  });
  it('a grant that is replaced is asked the same, and the one that is there stays', async () => {
    const subjectId = fresh('subject');
    const { effectiveAt } = await removeSessions({ subjectId });
    const grant = await granted({ subjectId, creationTime: later(effectiveAt, 1) });
    expect(await told(await postGrant({ ...grant, creationTime: effectiveAt }))).toBe('410 grant-revoked');
    expect(await (await getGrant(grant.key)).json()).toEqual(grant);
    expect((await postGrant({ ...grant, consumedTime: effectiveAt })).status).toBe(200);
    const elsewhere = await granted({ creationTime: PAST });
    expect(await told(await postGrant({ ...elsewhere, subjectId }))).toBe('410 grant-revoked');
    expect(await (await getGrant(elsewhere.key)).json()).toEqual(elsewhere);
  });
  it('a removal of grants revokes nothing that comes after it', async () => {
    const subjectId = fresh('subject');
    await granted({ subjectId });
    expect(await removedGrants({ subjectId })).toBe(1);
    expect(await refusedTypes({ subjectId }, PAST)).toEqual([]);
  });
});
