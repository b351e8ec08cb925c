/**
 * Sessions of BFFs over HTTP: records, keys, one session for a subject and sid, filters, partitions that see nothing of each
 * other. Contract: "BFF sessions"; reference: semantics.md, sections 6.1 to 6.5.
 */
import { env } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import { routeOf } from '../../src/session/keys.ts';
import {
  type BffSession,
  bff,
  createdBff,
  deleteBff,
  deletedBff,
  findBff,
  foundBff,
  getBff,
  inPartition,
  liveKeys,
  must,
  postBff,
  putBff,
  type StoredBffSession,
} from './bff-client.ts';
import { created, fresh, get, keyHeader, send, told } from './http-client.ts';
import { granted, history, logout, managed, surviving } from './management-client.ts';
import { inside } from './within-service.ts';

// Nothing is ended by an alarm here, so that what has expired is still there. Set before any object exists.
Object.assign(env as object, { REMOVE_EXPIRED_SESSIONS: 'false' });

const PAST = '2020-01-01T00:00:00.000Z';
const FULL = {
  subjectId: 'Jürgen',
  sessionId: 'sid',
  created: '2026-01-01T00:00:00.000Z',
  renewed: '2026-01-02T00:00:00.000Z',
  expires: '2099-01-01T00:00:00.000Z',
  ticket: '{"a":\u0000"🗝️"}\u009f\n',
};
const times = <T>(count: number, make: (n: number) => T): T[] => Array.from({ length: count }, (_, n) => make(n));
const statusesOf = async (all: Promise<Response>[]) => (await Promise.all(all)).map(({ status }) => status).toSorted();

/** Keys whose homes are the subject's own object, another subject's, and a bucket. */
async function keysOf(subjectId: string): Promise<readonly string[]> {
  const { key: own } = await bff(fresh('elsewhere'), { subjectId });
  const { key: others } = await bff(fresh('elsewhere'));
  return [own, others, fresh('chosen')];
}

describe('a session', () => {
  it('is stored with 201, told whole and in order, and read as stored', async () => {
    const partition = fresh('Äpp / 1');
    const key = fresh('key');
    const response = await postBff(partition, { key, ...FULL });
    expect(response.status).toBe(201);
    expect(response.headers.get('Location')).toBeNull();
    const session = { key, partition, ...FULL };
    expect(await response.text()).toBe(JSON.stringify({ ...session, replaced: false }));
    const read = await getBff(partition, key);
    expect(read.headers.get('ETag')).toBe(response.headers.get('ETag'));
    expect(await read.text()).toBe(JSON.stringify(session));
  });
  it('of the least there may be gets a key, a sid and the times of now', async () => {
    const [partition, subjectId] = [fresh('app'), fresh('subject')];
    const before = Date.now();
    const { key, sessionId, created: at, renewed, ...rest } = await createdBff(partition, { subjectId, ticket: '' });
    expect(rest).toEqual({ partition, subjectId, expires: null, ticket: '', replaced: false });
    expect(key).toMatch(/^[A-Za-z0-9_-]{22}\.[A-Za-z0-9_-]{43}$/);
    expect(sessionId).toMatch(/^[0-9A-F]{32}$/);
    expect(renewed).toBe(at);
    expect(Date.parse(at)).toBeGreaterThanOrEqual(before);
    expect(Date.parse(at)).toBeLessThanOrEqual(Date.now());
  });
  it('without a sid is another login each time: none wipes the other', async () => {
    const [partition, subjectId] = [fresh('app'), fresh('subject')];
    const sessions = await Promise.all(times(5, () => bff(partition, { subjectId })));
    expect(new Set(sessions.map(({ sessionId }) => sessionId)).size).toBe(5);
    expect((await foundBff(partition, { subjectId })).length).toBe(5);
  });
  it('that has expired is read, replaced and found until the clean-up', async () => {
    const partition = fresh('app');
    const session = await bff(partition, { expires: PAST });
    const { key, subjectId } = session;
    expect(await (await getBff(partition, key)).json()).toEqual(session);
    expect(await foundBff(partition, { subjectId })).toEqual([session]);
    expect((await putBff(partition, key, session)).status).toBe(200);
  });
  it('may have any key and any partition, and one that differs in case or normal form is another', async () => {
    for (const name of [
      '🗝️👩‍👩‍👧',
      'مفتاح שלום',
      'a/b/../c//',
      'a,b, c',
      '100%25%',
      '"a"+b;c=\\d',
      ' a ',
      '\u00e9a',
      '?#&',
      '.a',
    ]) {
      const partition = fresh(name);
      const session = await bff(partition, { key: fresh(name) });
      const { key } = session;
      expect(await (await getBff(partition, key)).json()).toEqual(session);
      for (const other of [key.toUpperCase(), key.normalize('NFD'), `${key} `]) {
        if (other !== key) expect(await told(await getBff(partition, other))).toBe('404 session-not-found');
      }
      for (const other of [partition.toUpperCase(), partition.normalize('NFD'), `${partition} `]) {
        if (other !== partition) expect(await told(await getBff(other, key))).toBe('404 session-not-found');
      }
      expect((await deleteBff(partition, key)).status).toBe(204);
    }
  });
  it('of the longest names there may be', async () => {
    const longest = (name: string) => [...`${fresh(name)}${'𠜎'.repeat(200)}`].slice(0, 200).join('');
    const [partition, key, subjectId, sessionId] = [longest('p'), longest('k'), longest('s'), longest('t')];
    const session = await bff(partition, { key, subjectId, sessionId });
    expect(await (await getBff(partition, key)).json()).toEqual(session);
    expect(await foundBff(partition, { sessionId })).toEqual([session]);
  });
  it.each(['right', 'wrong'])('is the same with a %s Session-Subject', async (guess) => {
    const partition = fresh('app');
    for (const key of [null, fresh('chosen')]) {
      const { replaced: _, ...session } = await createdBff(partition, { key });
      const headers = {
        'Session-Subject': encodeURIComponent(guess === 'right' ? session.subjectId : fresh('😀')),
      };
      expect(await (await getBff(partition, session.key, headers)).json()).toEqual(session);
      expect((await putBff(partition, session.key, { ...session, ticket: 'u' }, headers)).status).toBe(200);
      expect((await deleteBff(partition, session.key, headers)).status).toBe(204);
      expect(await told(await getBff(partition, session.key, headers))).toBe('404 session-not-found');
    }
  });
  it('keeps 512 KiB of ticket', async () => {
    const partition = fresh('app');
    const { key, ticket } = await bff(partition, { ticket: '😀'.repeat(128 * 1024) });
    expect((await (await getBff(partition, key)).json<BffSession>()).ticket).toBe(ticket);
  });
  it('may repeat its partition, and no other', async () => {
    const partition = fresh('app');
    expect((await postBff(partition, { partition })).status).toBe(201);
    expect(await told(await postBff(partition, { partition: fresh('app') }))).toBe('400 invalid-request partition');
  });
});

describe('a session whose envelope does not open', () => {
  it.each(['moved to another partition', 'altered'])(
    '(%s) is 404, stays, and is found without its secrets',
    async (how) => {
      const partition = fresh('app');
      const session = await bff(partition);
      const { key, subjectId, sessionId } = session;
      const other = how === 'altered' ? partition : fresh('other');
      await inside(await routeOf(subjectId), ({ sql }) => {
        if (how === 'altered') sql.exec("UPDATE s SET envelope = envelope || x'00'");
        else sql.exec('UPDATE s SET partition = ?', other);
      });
      expect(await told(await getBff(partition, key))).toBe('404 session-not-found');
      expect(await foundBff(other, { subjectId, sessionId })).toEqual([
        { ...session, partition: other, key: null, ticket: null },
      ]);
      expect(await deletedBff(other, { subjectId })).toBe(1);
    },
  );
});

describe('a key', () => {
  it('of another subject or another sid is taken, and nothing changes', async () => {
    const [partition, subjectId] = [fresh('app'), fresh('subject')];
    for (const key of await keysOf(subjectId)) {
      const session = await bff(partition, { key, subjectId, sessionId: fresh('sid') });
      for (const other of [{ sessionId: session.sessionId }, { subjectId }, { subjectId, sessionId: fresh('sid') }]) {
        expect(await told(await postBff(partition, { key, ...other }))).toBe('409 key-taken');
      }
      expect(await (await getBff(partition, key)).json()).toEqual(session);
    }
  });
  it('of the same subject and sid is replaced as a whole, and says so', async () => {
    const [partition, subjectId] = [fresh('app'), fresh('subject')];
    for (const key of await keysOf(subjectId)) {
      const sessionId = fresh('sid');
      const first = await postBff(partition, { key, ...FULL, subjectId, sessionId });
      const second = await postBff(partition, { key, subjectId, sessionId, ticket: 'new', expires: PAST });
      expect(second.status).toBe(201);
      const { replaced, ...session } = await second.json<StoredBffSession>();
      expect(replaced).toBe(true);
      expect(session).toMatchObject({ ticket: 'new', expires: PAST });
      expect(Date.parse(session.created)).toBeGreaterThan(Date.parse(FULL.created));
      expect(revisionOf(second)).toBeGreaterThan(revisionOf(first));
      expect(await (await getBff(partition, key)).json()).toEqual(session);
      expect(await foundBff(partition, { sessionId })).toEqual([session]);
    }
  });
  it('that has ended is refused, to everybody, but in another partition', async () => {
    const [partition, subjectId] = [fresh('app'), fresh('subject')];
    for (const key of await keysOf(subjectId)) {
      const session = await bff(partition, { key, subjectId, sessionId: fresh('sid') });
      expect((await deleteBff(partition, key)).status).toBe(204);
      expect(await told(await getBff(partition, key))).toBe('404 session-not-found');
      for (const who of [session, { subjectId }, {}]) {
        expect(await told(await postBff(partition, { ...who, partition, key }))).toBe('410 session-ended');
      }
      for (const who of [session, { ...session, subjectId: fresh('subject') }]) {
        expect(await told(await putBff(partition, key, who))).toBe('410 session-ended');
      }
      expect((await postBff(fresh('app'), { ...session, partition: null })).status).toBe(201);
    }
  });
  it('that never existed is 404 to PUT and GET, 204 to DELETE, and leaves no mark', async () => {
    const [partition, key] = [fresh('app'), fresh('key')];
    const given = { subjectId: fresh('subject'), sessionId: fresh('sid') };
    expect(await told(await getBff(partition, key))).toBe('404 session-not-found');
    expect(await told(await putBff(partition, key, given))).toBe('404 session-not-found');
    expect(await foundBff(partition, { subjectId: given.subjectId })).toEqual([]);
    for (const _ of times(2, () => 0)) expect((await deleteBff(partition, key)).status).toBe(204);
    expect(await createdBff(partition, { key, ...given })).toMatchObject({ key, replaced: false });
  });
  it('is given to one of many who create it at once', async () => {
    const [partition, key] = [fresh('app'), fresh('key')];
    expect(await statusesOf(times(12, () => postBff(partition, { key })))).toEqual([201, ...Array(11).fill(409)]);
  });
  it('belongs to its owner, who creates it many times at once', async () => {
    const partition = fresh('app');
    const subjectId = fresh('subject');
    for (const key of await keysOf(subjectId)) {
      const sessionId = fresh('sid');
      const all = await Promise.all(times(8, () => createdBff(partition, { key, subjectId, sessionId })));
      expect(all.filter(({ replaced }) => !replaced).length).toBe(1);
      expect((await foundBff(partition, { subjectId, sessionId })).map((one) => one.key)).toEqual([key]);
    }
  });
  it('in no partition is another one', async () => {
    const [partition, key, subjectId, sessionId] = [fresh('app'), fresh('key'), fresh('subject'), fresh('sid')];
    const session = await bff(partition, { key, subjectId, sessionId });
    await created({ key, subjectId, sessionId });
    expect((await send('DELETE', '/v1/session', { headers: keyHeader(key) })).status).toBe(204);
    expect(await (await getBff(partition, key)).json()).toEqual(session);
    expect((await deleteBff(partition, key)).status).toBe(204);
    expect(await told(await get(key))).toBe('404 session-not-found');
  });
});

const revisionOf = (response: Response) => Number(response.headers.get('ETag')?.slice(1, -1));

describe('a second session of a subject and sid', () => {
  it.each([0, 1, 2])('takes the place of the first, wherever their keys are at home (%i)', async (home) => {
    const [partition, subjectId] = [fresh('app'), fresh('subject')];
    for (const key of await keysOf(subjectId)) {
      const sessionId = fresh('sid');
      const first = (await keysOf(subjectId))[home] ?? '';
      await bff(partition, { key: first, subjectId, sessionId });
      const { replaced, ...second } = await createdBff(partition, { key, subjectId, sessionId });
      expect(replaced).toBe(true);
      expect(await told(await getBff(partition, first))).toBe('404 session-not-found');
      expect(await told(await putBff(partition, first, { subjectId, sessionId }))).toBe('410 session-ended');
      expect(await told(await postBff(partition, { key: first, subjectId, sessionId }))).toBe('410 session-ended');
      for (const filter of [{ subjectId, sessionId }, { sessionId }]) {
        expect(await foundBff(partition, filter)).toEqual([second]);
      }
      expect(await (await getBff(partition, second.key)).json()).toEqual(second);
    }
  });
  it('takes it also from one that has expired, and not from one that has ended', async () => {
    const [partition, subjectId, sessionId] = [fresh('app'), fresh('subject'), fresh('sid')];
    await bff(partition, { subjectId, sessionId, expires: PAST });
    const { replaced, key } = await createdBff(partition, { subjectId, sessionId });
    expect(replaced).toBe(true);
    await deleteBff(partition, key);
    await bff(partition, { subjectId, sessionId });
  });
  it('takes nothing of another subject, sid or partition, nor of the sessions of the provider', async () => {
    const [partition, subjectId, sessionId] = [fresh('app'), fresh('subject'), fresh('sid')];
    const elsewhere = fresh('app');
    const all = [
      await bff(partition, { subjectId, sessionId: fresh('sid') }),
      await bff(partition, { sessionId }),
      await bff(elsewhere, { subjectId, sessionId }),
      await bff(partition, { subjectId, sessionId: sessionId.toUpperCase() }),
    ];
    const provided = [await created({ subjectId, sessionId }), await created({ subjectId, sessionId })];
    await bff(partition, { subjectId, sessionId });
    for (const one of all) expect(await (await getBff(one.partition, one.key)).json()).toEqual(one);
    for (const one of provided) expect(await (await get(one.key)).json()).toEqual(one);
  });
  it('of many at once: one lives, each of the others made room, and none is lost', async () => {
    const partition = fresh('app');
    for (const chosen of [false, true]) {
      const [subjectId, sessionId] = [fresh('subject'), fresh('sid')];
      const create = () => createdBff(partition, { key: chosen ? fresh('key') : null, subjectId, sessionId });
      const all = await Promise.all(times(10, create));
      expect(all.filter(({ replaced }) => !replaced).length).toBe(1);
      const live = await liveKeys(
        partition,
        all.map(({ key }) => key),
      );
      expect(live.length).toBe(1);
      expect((await foundBff(partition, { subjectId, sessionId })).map(({ key }) => key)).toEqual(live);
    }
  });
});

describe('an update', () => {
  it('replaces every field, subject and sid too, and is told whole', async () => {
    const partition = fresh('app');
    const subjects = [fresh('a'), fresh('b')];
    for (const key of await keysOf(subjects[0] ?? '')) {
      const first = await bff(partition, { key, ...FULL, subjectId: subjects[0], sessionId: fresh('sid') });
      for (const subjectId of subjects) {
        const next = { ...FULL, subjectId, sessionId: fresh('sid'), expires: null, ticket: 'u' };
        const response = await putBff(partition, key, next);
        expect(response.status).toBe(200);
        expect(await response.text()).toBe(JSON.stringify({ key, partition, ...next, replaced: false }));
        const read = await getBff(partition, key);
        expect(read.headers.get('ETag')).toBe(response.headers.get('ETag'));
        expect(await read.json()).toEqual({ key, partition, ...next });
        expect(await foundBff(partition, { sessionId: next.sessionId })).toEqual([{ key, partition, ...next }]);
        expect(await foundBff(partition, { sessionId: first.sessionId })).toEqual([]);
      }
    }
  });
  it('without times is of now, and does not expire', async () => {
    const partition = fresh('app');
    const { key } = await bff(partition, FULL);
    const before = Date.now();
    const put = await must<StoredBffSession>(200, putBff(partition, key, { subjectId: 'Jürgen', sessionId: 'sid' }));
    expect(Date.parse(put.created)).toBeGreaterThanOrEqual(before);
    expect(put).toMatchObject({ renewed: put.created, expires: null });
  });
  it('to the subject and sid of another session ends that one, wherever both are', async () => {
    const partition = fresh('app');
    for (const toOther of [false, true]) {
      const [subjectId, sessionId] = [fresh('subject'), fresh('sid')];
      for (const key of await keysOf(subjectId)) {
        for (const [n, first] of (await keysOf(subjectId)).entries()) {
          const sid = `${sessionId}-${n}-${key.slice(0, 30)}`;
          const mover = `${key}`.includes('.') ? null : fresh('mover');
          await bff(partition, { key: first, subjectId, sessionId: sid });
          const { key: moving } = await bff(partition, { key: mover, subjectId: toOther ? fresh('other') : subjectId });
          const put = await must<StoredBffSession>(200, putBff(partition, moving, { subjectId, sessionId: sid }));
          expect(put.replaced).toBe(true);
          expect(await told(await getBff(partition, first))).toBe('404 session-not-found');
          expect(await told(await putBff(partition, first, { subjectId, sessionId: sid }))).toBe('410 session-ended');
          const { replaced: _, ...session } = put;
          expect(await foundBff(partition, { sessionId: sid })).toEqual([session]);
          expect(await (await getBff(partition, moving)).json()).toEqual(session);
        }
      }
    }
  });
  it('to its own subject and sid ends nothing', async () => {
    const partition = fresh('app');
    const session = await bff(partition);
    const put = await must<StoredBffSession>(200, putBff(partition, session.key, session));
    expect(put).toEqual({ ...session, replaced: false });
  });
  it('of many to one subject and sid: one lives, and each of the others is told that it has ended, or made room', async () => {
    const partition = fresh('app');
    const [subjectId, sessionId] = [fresh('subject'), fresh('sid')];
    const keys = await Promise.all(
      times(8, async (n) => (await bff(partition, { key: n % 2 === 0 ? fresh('key') : null })).key),
    );
    const answers = await Promise.all(
      keys.map((key) => must<StoredBffSession>(200, putBff(partition, key, { subjectId, sessionId }))),
    );
    expect(answers.filter(({ replaced }) => !replaced).length).toBe(1);
    const live = await liveKeys(partition, keys);
    expect(live.length).toBe(1);
    expect((await foundBff(partition, { subjectId })).map(({ key }) => key)).toEqual(live);
  });
  it('may repeat key and partition, and what it ignores; another key or partition is 400', async () => {
    const partition = fresh('app');
    const session = await bff(partition);
    const put = (given: object) => putBff(partition, session.key, { ...session, ...given });
    expect((await put({ revision: {}, ticketError: 'x' })).status).toBe(200);
    expect(await told(await put({ key: 'other' }))).toBe('400 invalid-request key');
    expect(await told(await put({ partition: 'other' }))).toBe('400 invalid-request partition');
    expect(await told(await put({ key: 'other', partition: 'other' }))).toBe('400 invalid-request key partition');
  });
});

describe('If-Match', () => {
  it('lets the present revision through, and answers 412 to every other, also where the subject changes', async () => {
    const partition = fresh('app');
    for (const key of [null, fresh('chosen')]) {
      const stored = await postBff(partition, { key });
      const tag = stored.headers.get('ETag') ?? '';
      const { replaced: _, ...session } = await stored.json<StoredBffSession>();
      const old = { 'If-Match': `"${Number(tag.slice(1, -1)) - 1}"` };
      for (const next of [session, { ...session, subjectId: fresh('other') }]) {
        expect(await told(await putBff(partition, session.key, next, old))).toBe('412 revision-mismatch');
      }
      expect(await told(await deleteBff(partition, session.key, old))).toBe('412 revision-mismatch');
      expect(await (await getBff(partition, session.key)).json()).toEqual(session);
      const put = await putBff(partition, session.key, session, { 'If-Match': tag });
      expect(put.status).toBe(200);
      const next = { 'If-Match': put.headers.get('ETag') ?? '' };
      expect((await deleteBff(partition, session.key, next)).status).toBe(204);
      expect((await deleteBff(partition, session.key, next)).status).toBe(204);
    }
  });
  it('that matches nothing ends no other session', async () => {
    const partition = fresh('app');
    const [one, other] = [await bff(partition), await bff(partition)];
    const { subjectId, sessionId } = one;
    expect(await told(await putBff(partition, other.key, { subjectId, sessionId }, { 'If-Match': '"1"' }))).toBe(
      '412 revision-mismatch',
    );
    expect(await liveKeys(partition, [one.key, other.key])).toEqual([one.key, other.key]);
  });
});

describe('find and delete', () => {
  it('take a subject, a sid or both, exactly, in the order of creation, expired ones too', async () => {
    const partition = fresh('app');
    const [subjectId, sessionId] = [fresh('S'), fresh('T')];
    const later = await bff(partition, { subjectId, sessionId, created: '2026-01-02T00:00:00Z' });
    const earlier = await bff(partition, { subjectId, created: '2026-01-01T00:00:00Z', expires: PAST });
    const other = await bff(partition, { sessionId, created: '2026-01-03T00:00:00Z' });
    const elsewhere = await bff(fresh('app'), { subjectId, sessionId });
    await created({ subjectId, sessionId });
    const answers: [Record<string, unknown>, BffSession[]][] = [
      [{ subjectId, sessionId }, [later]],
      [{ sessionId }, [later, other]],
      [{ subjectId }, [earlier, later]],
      [{ subjectId, sessionId: '  ' }, [earlier, later]],
      [{ subjectId: null, sessionId }, [later, other]],
      [{ subjectId: subjectId.toLowerCase() }, []],
      [{ sessionId: sessionId.slice(0, -1) }, []],
      [{ subjectId: other.subjectId, sessionId: fresh('sid') }, []],
    ];
    for (const [filter, sessions] of answers) {
      expect(await (await findBff(partition, filter)).json()).toEqual({ sessions, resultsToken: null });
    }
    expect(await deletedBff(partition, { subjectId: subjectId.toLowerCase() })).toBe(0);
    expect(await deletedBff(partition, { sessionId })).toBe(2);
    expect(await deletedBff(partition, { sessionId })).toBe(0);
    expect(await deletedBff(partition, { subjectId })).toBe(1);
    for (const { key } of [later, earlier, other]) {
      expect(await told(await getBff(partition, key))).toBe('404 session-not-found');
      expect(await told(await postBff(partition, { key }))).toBe('410 session-ended');
    }
    expect(await foundBff(elsewhere.partition, { subjectId, sessionId })).toEqual([elsewhere]);
  });
  it.each([[{}], [{ subjectId: null }], [{ subjectId: '', sessionId: ' ' }]])('%j sets no filter', async (filter) => {
    const partition = fresh('app');
    expect(await told(await findBff(partition, filter))).toBe('400 filter-required');
    const removed = await send('POST', inPartition(partition, 'sessions/delete'), { json: filter });
    expect(await told(removed)).toBe('400 filter-required');
  });
  it('goes on with a token, in its partition and with its filter only', async () => {
    const partition = fresh('app');
    const [subjectId, sessionId] = [fresh('subject'), fresh('sid')];
    const ticket = 'x'.repeat(500 * 1024);
    const day = (n: number) => new Date(Date.UTC(2026, 0, 1 + n)).toISOString();
    for (let n = 0; n < 18; n++) await bff(partition, { subjectId, ticket, created: day(n) });
    for (let n = 0; n < 18; n++) await bff(partition, { sessionId, ticket, created: day(n) });
    for (const filter of [{ subjectId }, { sessionId }]) {
      type Found = { readonly sessions: readonly BffSession[]; readonly resultsToken: string | null };
      const first = await must<Found>(200, findBff(partition, filter));
      const resultsToken = first.resultsToken;
      expect(first.sessions.length).toBeLessThan(18);
      const rest = await must<Found>(200, findBff(partition, { ...filter, resultsToken }));
      expect([...first.sessions, ...rest.sessions].map((one) => one.created)).toEqual(times(18, day));
      expect(rest.resultsToken).toBeNull();
      for (const [where, what] of [
        [fresh('app'), filter],
        [partition, { ...filter, subjectId: fresh('subject') }],
      ] as const) {
        expect(await told(await findBff(where, { ...what, resultsToken }))).toBe('400 results-token-invalid');
      }
      const ordinary = await send('POST', '/v1/sessions/find', { json: { ...filter, resultsToken } });
      expect(await told(ordinary)).toBe('400 results-token-invalid');
    }
  });
  it('a removal of a subject is of what is there: a later login lives', async () => {
    const [partition, subjectId] = [fresh('app'), fresh('subject')];
    for (const key of await keysOf(subjectId)) await bff(partition, { key, subjectId });
    expect(await deletedBff(partition, { subjectId })).toBe(3);
    const { key } = await bff(partition, { subjectId });
    expect((await getBff(partition, key)).status).toBe(200);
  });
});

describe('the sessions of BFFs', () => {
  it('are nowhere among those of the provider', async () => {
    const [partition, subjectId, sessionId] = [fresh('app'), fresh('subject'), fresh('sid')];
    const { key } = await bff(partition, { subjectId, sessionId, expires: PAST });
    expect(await told(await get(key))).toBe('404 session-not-found');
    for (const list of ['/v1/sessions', '/v1/sessions?fields=summary']) {
      const query = `${list}${list.includes('?') ? '&' : '?'}subjectId=${encodeURIComponent(subjectId)}`;
      expect(await (await send('GET', query)).json()).toMatchObject({ results: [], totalCount: 0 });
    }
    for (const filter of [{ subjectId }, { sessionId }]) {
      expect(await (await send('POST', '/v1/sessions/find', { json: filter })).json()).toMatchObject({ sessions: [] });
      expect(await (await send('POST', '/v1/sessions/delete', { json: filter })).json()).toEqual({ deleted: 0 });
    }
    expect((await managed({ subjectId })).results).toEqual([]);
    const removed = await send('POST', '/v1/sessions/remove-expired', { json: { count: 1 } });
    expect(await removed.json()).toEqual({ sessions: [] });
    expect(await logout(subjectId, sessionId)).toMatchObject({ sessionsRemoved: 0, bffSessionsRemoved: 0 });
    expect((await getBff(partition, key)).status).toBe(200);
  });
  it('leave no history, take no grant along and revoke none', async () => {
    const [partition, subjectId, sessionId] = [fresh('app'), fresh('subject'), fresh('sid')];
    const grant = await granted({ subjectId, sessionId });
    const first = await bff(partition, { subjectId, sessionId });
    const { key } = await createdBff(partition, { subjectId, sessionId });
    await putBff(partition, key, { subjectId, sessionId: fresh('sid') });
    await putBff(partition, key, { subjectId: fresh('other'), sessionId });
    await deleteBff(partition, key);
    await bff(partition, { subjectId, sessionId });
    await deletedBff(partition, { subjectId });
    await bff(partition, { subjectId, sessionId });
    await deletedBff(partition, { sessionId });
    expect(await surviving([grant])).toEqual([grant.data]);
    await granted({ subjectId, sessionId });
    expect((await history({ subjectId })).results).toEqual([]);
    expect(await told(await getBff(partition, first.key))).toBe('404 session-not-found');
  });
});
