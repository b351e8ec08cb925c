/**
 * Tickets that do not open, and key rings that change: everything is done to the files of a stopped service, as a restored
 * or tampered storage would do it. Reading such a ticket is "not there", never a fault, and removes nothing.
 */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Service, ticketKey } from './harness/service.ts';
import { fresh, type Keyed, listed, Sessions } from './harness/sessions.ts';
import { envelopeOf, setEnvelope, stateFolder } from './harness/state-folder.ts';

const [A, B] = [ticketKey('key-a', 1), ticketKey('key-b', 2)];

let folder: string;
let sessions: Sessions;

beforeEach(async () => {
  folder = stateFolder();
  sessions = new Sessions(await Service.start({ folder, ticketKeys: [A] }));
});

afterEach(() => sessions.service.stop());

/** Stops the service, does something to its state, and starts it again. */
async function restarted(meanwhile: () => void, ticketKeys = [A]): Promise<void> {
  await sessions.service.stop();
  meanwhile();
  sessions = new Sessions(await Service.start({ folder, ticketKeys }));
}

async function expectUnreadable({ id, key, subjectId, sessionId }: Keyed, reason: string, what = ''): Promise<void> {
  for (let n = 0; n < 2; n += 1) {
    const got = await sessions.get(key);
    expect([got.status, JSON.parse(got.text).code], what).toEqual([404, 'session-not-found']);
    for (const answer of [
      await sessions.find({ subjectId }),
      await sessions.find({ sessionId }),
      await sessions.query({ subjectId }),
    ]) {
      expect(answer.status).toBe(200);
      expect(listed(answer), what).toEqual([
        expect.objectContaining({ id, key: null, ticket: null, ticketError: reason }),
      ]);
    }
    const summary = await sessions.service.send('GET', `/v1/sessions/${id}`);
    expect([summary.status, JSON.parse(summary.text).id]).toEqual([200, id]);
  }
}

const readable = async ({ key, ticket }: Keyed): Promise<void> => {
  const got = await sessions.get(key);
  expect([got.status, JSON.parse(got.text).ticket]).toEqual([200, ticket]);
};

/** The id of the key that wrote an envelope: after its version and length (`envelope.ts`). */
const writerOf = (id: string): string => {
  const envelope = envelopeOf(folder, id);
  return envelope.toString('latin1', 2, 2 + (envelope[1] ?? 0));
};

type Change = (own: Buffer) => Buffer;

describe('an envelope that was tampered with', () => {
  const flipped = (bytes: Buffer, at: number) => {
    const copy = Buffer.from(bytes);
    copy[at] = (copy[at] ?? 0) ^ 1;
    return copy;
  };

  const CHANGES: readonly (readonly [string, Change, string])[] = [
    ['its last bit was flipped', (own) => flipped(own, own.length - 1), 'does-not-open'],
    ['its nonce was changed', (own) => flipped(own, 2 + (own[1] ?? 0)), 'does-not-open'],
    ['it was cut', (own) => own.subarray(0, own.length - 1), 'does-not-open'],
    ['nothing but its head is left', (own) => own.subarray(0, 9), 'malformed'],
    ['it is empty', () => Buffer.alloc(0), 'malformed'],
    ['it is of another version', (own) => Buffer.concat([Buffer.of(2), own.subarray(1)]), 'malformed'],
    ['it names an unknown key', (own) => flipped(own, 2), 'key-unavailable'],
  ];

  it('is absent, whatever was done to it, and stays', async () => {
    const cases: { what: string; change: Change; reason: string; session: Keyed; own: Buffer }[] = [];
    for (const [what, change, reason] of CHANGES) {
      for (const key of [null, fresh('chosen')]) {
        const session = await sessions.created({ key });
        cases.push({ what, change, reason, session, own: envelopeOf(folder, session.id) });
      }
    }
    await restarted(() => {
      for (const { session, change, own } of cases) setEnvelope(folder, session.id, change(own));
    });
    for (const { what, reason, session } of cases) await expectUnreadable(session, reason, what);
    await restarted(() => {
      for (const { session, own } of cases) setEnvelope(folder, session.id, own);
    });
    for (const { session } of cases) await readable(session);
  });

  it('that belongs to another session of the subject does not open, nor that of another subject', async () => {
    const session = await sessions.created();
    const sibling = await sessions.created({ subjectId: session.subjectId, sessionId: session.sessionId });
    const stranger = await sessions.created();
    const own = envelopeOf(folder, session.id);
    for (const other of [sibling, stranger]) {
      await restarted(() => setEnvelope(folder, session.id, envelopeOf(folder, other.id)));
      expect((await sessions.get(session.key)).status).toBe(404);
      const found = listed(await sessions.find({ subjectId: session.subjectId }));
      expect(found.find(({ id }) => id === session.id)).toMatchObject({ ticket: null, ticketError: 'does-not-open' });
      await readable(sibling);
      await readable(stranger);
    }
    await restarted(() => setEnvelope(folder, session.id, own));
    await readable(session);
  });

  it('can still be replaced, and its session ended', async () => {
    const [kept, ended] = [await sessions.created(), await sessions.created()];
    await restarted(() => {
      for (const { id } of [kept, ended]) setEnvelope(folder, id, Buffer.from('no envelope'));
    });
    expect((await sessions.update(kept, { ticket: 'another ticket' })).status).toBe(200);
    await readable({ ...kept, ticket: 'another ticket' });
    expect((await sessions.delete(ended.key)).status).toBe(204);
    expect(listed(await sessions.find({ subjectId: ended.subjectId }))).toEqual([]);
  });
});

describe('a key ring', () => {
  it('reads with every key and writes with the first; a renewal moves a ticket to it', async () => {
    const [old, renewed] = [await sessions.created({ ticket: 'old' }), await sessions.created({ ticket: 'old' })];
    await restarted(() => expect(writerOf(old.id)).toBe('key-a'), [B, A]);
    for (const session of [old, renewed]) await readable(session);
    const young = await sessions.created({ ticket: 'young' });
    expect((await sessions.update(renewed, { ticket: 'renewed' })).status).toBe(200);
    await restarted(() => {
      expect([old, renewed, young].map(({ id }) => writerOf(id))).toEqual(['key-a', 'key-b', 'key-b']);
    }, [A, B]);
    for (const session of [old, young, { ...renewed, ticket: 'renewed' }]) await readable(session);
  });

  it('without the writing key hides its tickets and brings them back: nothing is lost', async () => {
    const session = await sessions.created();
    await restarted(() => undefined, [B]);
    await expectUnreadable(session, 'key-unavailable');
    const other = await sessions.created();
    await readable(other);
    await restarted(() => undefined, [B, A]);
    for (const each of [session, other]) await readable(each);
  });

  it('of other bytes under the same id opens nothing', async () => {
    const session = await sessions.created();
    await restarted(() => undefined, [ticketKey('key-a', 3)]);
    await expectUnreadable(session, 'does-not-open');
    await restarted(() => undefined);
    await readable(session);
  });
});
