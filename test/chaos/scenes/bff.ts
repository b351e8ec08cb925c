/** Sessions of BFFs: one for a subject and sid, whatever arrives when; a key that its owner creates anew: scenes 101 to 113. */
import { StagedBff } from '../harness/bff.ts';
import type { Stage } from '../harness/stage.ts';
import type { Scene } from './scene.ts';

const scene = (number: number, title: string, play: (stage: Stage, bff: StagedBff) => Promise<void>): Scene => ({
  number,
  title,
  async play(stage) {
    const bff = new StagedBff(stage);
    await play(stage, bff);
    await bff.end();
  },
});

/** A key whose home is a bucket, and one whose home is the subject's own object. */
const keysOf = async (bff: StagedBff, subject: string) => [await bff.chosen(), await bff.minted(subject)] as const;

export const BFF: readonly Scene[] = [
  scene(
    101,
    'the adopt of a create takes the place of a session, its answer is lost / home crashes; 25 h; asked again: one, the old key ended',
    async (stage, bff) => {
      for (const how of ['fail', 'abort'] as const) {
        const subject = stage.subject(how);
        const login = { subject, sid: stage.sid('x'), value: 'second' };
        for (const first of await keysOf(bff, subject)) {
          const key = await bff.chosen();
          await bff.live(first, { ...login, value: 'first' });
          stage.fault({ at: 'adopt:done', from: key.home, do: how });
          await stage.outcome(bff.create(key, login), 'lost', 'the create');
          await stage.outcome(bff.update(first, login), 'session-ended', 'an update of the old key');
          stage.hours(25);
          await stage.ringAll();
          await stage.settle();
          await bff.livesAlone(key, login);
          await bff.isGone(first);
          await stage.outcome(bff.delete(key), 'deleted', 'the end');
        }
      }
    },
  ),
  scene(
    102,
    'two creates of a subject and sid, both on their way; they arrive in either order: one lives, the other made room',
    async (stage, bff) => {
      for (const order of ['first', 'second']) {
        const subject = stage.subject(order);
        const login = { subject, sid: stage.sid('x'), value: 'v' };
        const keys = [await bff.chosen(), await bff.chosen()] as const;
        const parked = keys.map(({ home, id }) => stage.fault({ at: 'adopt:sent', from: home, id, do: 'park' }));
        const creates = keys.map((key) => bff.create(key, login));
        for (const fault of parked) await stage.reached(fault);
        const arriving = order === 'first' ? [0, 1] : [1, 0];
        const replaced: boolean[] = [];
        for (const n of arriving) {
          parked[n]?.letGo();
          const created = await creates[n];
          stage.equal(created?.outcome, 'created', 'a create');
          if (created?.outcome === 'created') replaced.push(created.replaced);
        }
        stage.equal(replaced.join(), 'false,true', 'who made room');
        const [loser, winner] = arriving.map((n) => keys[n]);
        if (loser === undefined || winner === undefined) return;
        await bff.livesAlone(winner, login);
        await bff.isGone(loser);
      }
    },
  ),
  scene(
    103,
    'a copy of an adopt comes after its session made room for another; after that one ended; after all was forgotten: it stays as it is',
    async (stage, bff) => {
      const subject = stage.subject('one');
      const login = { subject, sid: stage.sid('x'), value: 'first' };
      const [first, second] = [await bff.chosen(), await bff.minted(subject)];
      const copied = stage.fault({ at: 'adopt:sent', from: first.home, do: 'copy' });
      await bff.live(first, login);
      const next = { ...login, value: 'second' };
      stage.equal(await bff.live(second, next), true, 'the first made room');
      await stage.late(stage.copyOf(copied));
      await bff.livesAlone(second, next);
      stage.hours(25);
      await stage.ringAll();
      await stage.late(stage.copyOf(copied));
      await bff.livesAlone(second, next);
      await stage.outcome(bff.delete(second), 'deleted', 'the end of the second');
      await stage.late(stage.copyOf(copied));
      await bff.isGone(first);
      await bff.isGone(second);
    },
  ),
  scene(
    104,
    'a move to a subject and sid that is taken, the answer of the yield / of the adopt lost; a look-up completes it: one, the other ended',
    async (stage, bff) => {
      for (const at of ['yield:done', 'adopt:sent', 'adopt:done']) {
        const [from, to] = [stage.subject(`${at} from`), stage.subject(`${at} to`)];
        const login = { subject: to, sid: stage.sid('x'), value: 'moved' };
        const taken = await bff.minted(to);
        const key = await bff.chosen();
        await bff.live(taken, { ...login, value: 'taken' });
        await bff.live(key, { subject: from, sid: stage.sid('y'), value: 'first' });
        stage.fault({ at, from: key.home, do: 'fail' });
        await stage.outcome(bff.update(key, login), 'lost', 'the move');
        await bff.livesAlone(key, login);
        await bff.isGone(taken);
        await stage.outcome(bff.create(taken, login), 'session-ended', 'a create on the key that ended');
      }
    },
  ),
  scene(
    105,
    'a move to a subject and sid hangs; a login there; the move arrives: it takes the place, the login has ended',
    async (stage, bff) => {
      const [from, to] = [stage.subject('from'), stage.subject('to')];
      const login = { subject: to, sid: stage.sid('x'), value: 'moved' };
      const [key, later] = [await bff.chosen(), await bff.minted(to)];
      await bff.live(key, { subject: from, sid: stage.sid('x'), value: 'first' });
      const adopting = stage.fault({ at: 'adopt:sent', from: key.home, do: 'park' });
      const move = bff.update(key, login);
      await stage.reached(adopting);
      stage.equal(await bff.live(later, { ...login, value: 'later' }), false, 'somebody made room for the login');
      adopting.letGo();
      const moved = await move;
      stage.equal(moved.outcome === 'updated' && moved.replaced, true, 'the login made room');
      await bff.livesAlone(key, login);
      await bff.isGone(later);
    },
  ),
  scene(
    106,
    'a create on its own key; before the owner hears of it the session moves / ends / gets another sid: 409, 410, 409, and nothing changes',
    async (stage, bff) => {
      for (const what of ['moves', 'ends', 'changes'] as const) {
        const [subject, other] = [stage.subject(what), stage.subject(`${what} other`)];
        const key = await bff.chosen();
        const login = { subject, sid: stage.sid('x'), value: 'first' };
        await bff.live(key, login);
        const asking = stage.fault({ at: 'replaceOwn:sent', do: 'park' });
        const create = bff.create(key, { ...login, value: 'again' });
        await stage.reached(asking);
        const moved = { subject: other, sid: stage.sid('x'), value: 'moved' };
        const changed = { subject, sid: stage.sid('y'), value: 'changed' };
        if (what === 'moves') await stage.outcome(bff.update(key, moved), 'updated', 'the move');
        if (what === 'ends') await stage.outcome(bff.delete(key), 'deleted', 'the end');
        if (what === 'changes') await stage.outcome(bff.update(key, changed), 'updated', 'the change');
        asking.letGo();
        await stage.outcome(create, what === 'ends' ? 'session-ended' : 'key-taken', 'the create');
        if (what === 'moves') await bff.livesAlone(key, moved);
        if (what === 'changes') await bff.livesAlone(key, changed);
        if (what === 'ends') await bff.isGone(key);
      }
    },
  ),
  scene(
    107,
    'a create on its own key while home still moves it there, its adopt lost: it is finished first, and then replaced',
    async (stage, bff) => {
      const subject = stage.subject('one');
      const key = await bff.chosen();
      const login = { subject, sid: stage.sid('x'), value: 'first' };
      stage.fault({ at: 'adopt:sent', from: key.home, do: 'fail' });
      await stage.outcome(bff.create(key, login), 'lost', 'the create');
      stage.equal(await bff.live(key, { ...login, value: 'again' }), true, 'the first was there');
      await bff.livesAlone(key, { ...login, value: 'again' });
    },
  ),
  scene(
    108,
    'a `pending` create, the fence of its partition: ended at its first projection; in another partition, and of no partition: lives',
    async (stage, bff) => {
      const other = new StagedBff(stage, 'other');
      const subject = stage.subject('one');
      const sid = stage.sid('x');
      const [key, elsewhere] = [await bff.chosen(), await other.chosen()];
      const ordinary = [await stage.minted(subject), await stage.chosen()];
      const down = stage.projectionDown();
      await bff.live(key, { subject, sid, value: 'v' });
      await other.live(elsewhere, { subject, sid, value: 'v' });
      for (const one of ordinary) {
        await stage.outcome(stage.actor.create(one, stage.written(subject, 'v')), 'created', 'an ordinary one');
      }
      await stage.outcome(bff.removal({ sessionId: sid }), 'removed', 'the removal');
      down.off();
      await stage.settle();
      await bff.isGone(key);
      await stage.outcome(other.get(elsewhere), 'found', 'in the other partition');
      for (const one of ordinary) await stage.outcome(stage.actor.get(one), 'found', 'of no partition');
      await other.end();
    },
  ),
  scene(
    109,
    'a `pending` create, the fence; its owner creates it anew on the same key: lives, because it came after the removal',
    async (stage, bff) => {
      const subject = stage.subject('one');
      const login = { subject, sid: stage.sid('x'), value: 'v' };
      for (const key of await keysOf(bff, subject)) {
        const down = stage.projectionDown();
        await bff.live(key, login);
        await stage.outcome(bff.removal({ sessionId: login.sid }), 'removed', 'the removal');
        stage.jump(2_000);
        stage.equal(await bff.live(key, { ...login, value: 'again' }), true, 'the first was there');
        down.off();
        await stage.settle();
        await bff.livesAlone(key, { ...login, value: 'again' });
        await stage.outcome(bff.delete(key), 'deleted', 'the end');
      }
    },
  ),
  scene(
    110,
    'a move from S to S2 hangs; RemoveSessions of S, then of S2, in its partition, the sessions of the provider staying: ended',
    async (stage, bff) => {
      for (const home of ['bucket', 'subject']) {
        const [from, to] = [stage.subject(`${home} from`), stage.subject(`${home} to`)];
        // As in scene 11: the removal of the new subject does not name what was begun just before.
        stage.skew(await stage.route(to), -900);
        const key = home === 'bucket' ? await bff.chosen() : await bff.minted(from);
        await bff.live(key, { subject: from, sid: stage.sid('x'), value: 'first' });
        stage.fault({ at: 'adopt:sent', from: key.home, do: 'fail' });
        const moved = { subject: to, sid: stage.sid('x'), value: 'moved' };
        await stage.outcome(bff.update(key, moved), 'lost', 'the move');
        await stage.outcome(bff.removal({ subjectId: from }), 'removed', 'the removal of the old subject');
        await stage.outcome(bff.removal({ subjectId: to }), 'removed', 'the removal of the new subject');
        await bff.isGone(key);
      }
    },
  ),
  scene(
    111,
    'by sid in its partition: the session is between two subjects / the index is a day behind: ended',
    async (stage, bff) => {
      for (const what of ['between', 'behind'] as const) {
        const [from, to] = [stage.subject(`${what} from`), stage.subject(`${what} to`)];
        const sid = stage.sid(what);
        const key = await bff.chosen();
        await bff.live(key, { subject: from, sid, value: 'first' });
        const moved = { subject: to, sid, value: 'moved' };
        const down = what === 'behind' ? stage.d1Down() : null;
        if (what === 'between') stage.fault({ at: 'adopt:sent', from: key.home, do: 'fail' });
        await stage.outcome(bff.update(key, moved), what === 'between' ? 'lost' : 'updated', 'the move');
        if (what === 'behind') stage.hours(25);
        down?.off();
        const removed = await bff.removal({ sessionId: sid });
        stage.equal(removed.outcome === 'removed' && removed.answer.bffSessionsRemoved, 1, 'sessions removed');
        await bff.isGone(key);
      }
    },
  ),
  scene(
    113,
    'as 110, under an `Idempotency-Key`: the removal of S dies before it completes what has left; its repeat does: ended',
    async (stage, bff) => {
      const [from, to] = [stage.subject('from'), stage.subject('to')];
      stage.skew(await stage.route(to), -900);
      const key = await bff.chosen();
      await bff.live(key, { subject: from, sid: stage.sid('x'), value: 'first' });
      stage.fault({ at: 'yield:done', from: key.home, do: 'abort' });
      await stage.outcome(bff.update(key, { subject: to, sid: stage.sid('x'), value: 'moved' }), 'lost', 'the move');
      stage.fault({ at: 'complete:sent', from: await stage.route(from), do: 'fail' });
      const removal = () =>
        bff.removal({ subjectId: from }, { idempotency: { scope: 'chaos', key: from, bodyHash: 'body' } });
      await stage.outcome(removal(), 'lost', 'the removal of the old subject');
      await stage.outcome(removal(), 'removed', 'its repeat');
      await stage.outcome(bff.removal({ subjectId: to }), 'removed', 'the removal of the new subject');
      await bff.isGone(key);
    },
  ),
  scene(
    112,
    'D1 down; a login takes the place of another; D1 back: the index has the one and not the other',
    async (stage, bff) => {
      const subject = stage.subject('one');
      const login = { subject, sid: stage.sid('x'), value: 'second' };
      for (const first of await keysOf(bff, subject)) {
        const key = await bff.chosen();
        await bff.live(first, { ...login, value: 'first' });
        const down = stage.d1Down();
        const created = await bff.create(key, login);
        stage.equal(created.outcome === 'created' && created.indexed, false, 'the index has it');
        down.off();
        await stage.settle();
        await bff.livesAlone(key, login);
        stage.equal((await stage.indexed(key))?.state, 'live', 'the one in the index');
        await bff.isGone(first);
        await stage.outcome(bff.delete(key), 'deleted', 'the end');
      }
    },
  ),
];
