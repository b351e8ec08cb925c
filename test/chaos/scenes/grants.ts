/** Grants: an end never keeps a key, and what was revoked stays revoked: scenes 46 to 65. */
import { type Given, StagedGrants } from '../harness/grants.ts';
import { grantIndexRow } from '../harness/index-state.ts';
import type { Scene } from './scene.ts';

export const GRANTS: readonly Scene[] = [
  {
    number: 46,
    title:
      'stored, removed and stored again at once, from owner to owner, their clocks 10 s apart: the last one, shown',
    async play(stage) {
      const grants = new StagedGrants(stage);
      for (const home of ['bucket', 'subject']) {
        const [one, other] = [stage.subject(`${home} one`), stage.subject(`${home} other`)];
        stage.skew(await stage.route(one), 10_000);
        stage.skew(await stage.route(other), -10_000);
        const key = home === 'bucket' ? await grants.chosen() : await grants.minted(one);
        let revision = 0;
        for (const [life, subjectId] of [one, other, one, null, other, other, one, one].entries()) {
          const given = { subjectId, data: `life ${life}` };
          const stored = await grants.store(key, given);
          stage.equal(stored.outcome, 'created', given.data);
          if (!('grant' in stored)) return;
          stage.holds(stored.grant.revision > revision, 'the revision rises');
          revision = stored.grant.revision;
          await grants.shows(key, given);
          if (life < 7) await stage.outcome(grants.remove(key), 'removed', 'the removal');
          if (life < 7) await grants.isGone(key);
        }
      }
    },
  },
  {
    number: 47,
    title: 'as 46, D1 down for objects and each removal by a guess: the index learns the last life, and its end',
    async play(stage) {
      const grants = new StagedGrants(stage);
      const [one, other] = [stage.subject('one'), stage.subject('other')];
      stage.skew(await stage.route(one), 10_000);
      const key = await grants.chosen();
      const last = { subjectId: other, data: 'life 3' };
      const down = stage.projectionDown();
      for (const [life, subjectId] of [one, other, one].entries()) {
        await stage.outcome(grants.store(key, { subjectId, data: `life ${life}` }), 'created', 'a life');
        await stage.outcome(grants.remove(key, { guess: subjectId }), 'removed', 'its removal');
      }
      await stage.outcome(grants.store(key, last), 'created', 'the last life');
      down.off();
      await grants.shows(key, last);
      await stage.outcome(grants.remove(key), 'removed', 'its removal');
      await grants.isGone(key);
    },
  },
  {
    number: 48,
    title:
      'a create crashes after the adopt; removed at its owner; stored elsewhere; 25 h, its old mark is released: found',
    async play(stage) {
      const grants = new StagedGrants(stage);
      for (const again of ['elsewhere', 'there']) {
        const [one, other] = [stage.subject(`${again} one`), stage.subject(`${again} other`)];
        const key = await grants.chosen();
        stage.fault({ at: 'adopt:done', from: key.home, do: 'abort' });
        await stage.outcome(grants.store(key, { subjectId: one, data: 'first' }), 'lost', 'the first');
        await stage.outcome(grants.remove(key, { guess: one }), 'removed', 'its removal');
        const given = { subjectId: again === 'there' ? one : other, data: 'again' };
        await stage.outcome(grants.store(key, given), 'created', 'the second');
        stage.hours(25);
        await stage.ringAll();
        await grants.shows(key, given);
      }
    },
  },
  {
    number: 49,
    title: 'a copy of an adopt comes after the end; after another life elsewhere; after all was forgotten: not back',
    async play(stage) {
      const grants = new StagedGrants(stage);
      const [one, other] = [stage.subject('one'), stage.subject('other')];
      const key = await grants.chosen();
      const copied = stage.fault({ at: 'adopt:sent', to: await stage.route(one), do: 'copy' });
      await grants.live(key, { subjectId: one, data: 'first' });
      await stage.outcome(grants.remove(key), 'removed', 'the removal');
      await stage.late(stage.copyOf(copied));
      await grants.isGone(key);
      const again = { subjectId: other, data: 'again' };
      await grants.live(key, again);
      await stage.late(stage.copyOf(copied));
      await grants.shows(key, again);
      await grants.live(key, { subjectId: one, data: 'back' });
      await stage.late(stage.copyOf(copied));
      await grants.shows(key, { subjectId: one, data: 'back' });
      await stage.outcome(grants.remove(key), 'removed', 'the last removal');
      stage.hours(25);
      await stage.ringAll();
      await stage.late(stage.copyOf(copied));
      await grants.isGone(key);
    },
  },
  {
    number: 50,
    title:
      'a move: home crashes after the yield; after the adopt; its answers are lost; 25 h: found at the target, one owner',
    async play(stage) {
      const grants = new StagedGrants(stage);
      const faults = [
        { at: 'yield:done', do: 'abort' },
        { at: 'yield:done', do: 'fail' },
        { at: 'adopt:sent', do: 'fail' },
        { at: 'adopt:done', do: 'abort' },
        { at: 'adopt:done', do: 'fail' },
      ] as const;
      for (const [n, fault] of faults.entries()) {
        const [from, to] = [stage.subject(`from ${n}`), stage.subject(`to ${n}`)];
        const key = await grants.chosen();
        await grants.live(key, { subjectId: from, data: 'first' });
        stage.fault({ ...fault, from: key.home });
        const moved = { subjectId: to, data: 'moved' };
        await stage.outcome(grants.store(key, moved), 'lost', 'the move');
        if (n > 1) stage.hours(25);
        await stage.ringAll();
        await grants.shows(key, moved);
      }
    },
  },
  {
    number: 51,
    title: 'an owner ends a grant between `moving` and the yield: the upsert begins a new life',
    async play(stage) {
      const grants = new StagedGrants(stage);
      const [from, to] = [stage.subject('from'), stage.subject('to')];
      const key = await grants.chosen();
      await grants.live(key, { subjectId: from, data: 'first' });
      const yielding = stage.fault({ at: 'yield:sent', from: key.home, do: 'park' });
      const moved = { subjectId: to, data: 'moved' };
      const move = grants.store(key, moved, { ifMatch: [1] });
      await stage.reached(yielding);
      await stage.outcome(grants.remove(key, { guess: from }), 'removed', 'the removal at the owner');
      yielding.letGo();
      await stage.outcome(move, 'created', 'the upsert: If-Match counts for nothing where nothing is');
      await grants.shows(key, moved);
    },
  },
  {
    number: 52,
    title: 'a guess meets an old end mark while the grant lives elsewhere: found, replaced, removed',
    async play(stage) {
      const grants = new StagedGrants(stage);
      const [one, other] = [stage.subject('one'), stage.subject('other')];
      const key = await grants.chosen();
      await grants.live(key, { subjectId: one, data: 'first' });
      await stage.outcome(grants.remove(key), 'removed', 'the removal');
      await grants.live(key, { subjectId: other, data: 'second' });
      await stage.outcome(grants.get(key, { guess: one }), 'found', 'a look-up');
      const third = { subjectId: other, data: 'third' };
      await stage.outcome(grants.store(key, third, { guess: one }), 'replaced', 'a replacement');
      await grants.shows(key, third);
      await stage.outcome(grants.remove(key, { guess: one }), 'removed', 'a removal');
      await grants.isGone(key);
    },
  },
  {
    number: 53,
    title: 'If-Match and If-None-Match while the grant moves: 412 exactly where the revision is another, nothing lost',
    async play(stage) {
      const grants = new StagedGrants(stage);
      for (const home of ['bucket', 'subject']) {
        const [from, to] = [stage.subject(`${home} from`), stage.subject(`${home} to`)];
        const key = home === 'bucket' ? await grants.chosen() : await grants.minted(from);
        const first = { subjectId: from, data: 'first' };
        const { revision } = await grants.live(key, first);
        const moved = { subjectId: to, data: 'moved' };
        const mismatch = 'revision-mismatch';
        await stage.outcome(grants.store(key, moved, { ifMatch: [revision - 1] }), mismatch, 'another revision');
        await stage.outcome(grants.store(key, moved, { createOnly: true }), mismatch, 'create only');
        await grants.shows(key, first);
        await stage.outcome(grants.store(key, moved, { ifMatch: [revision] }), 'replaced', 'its revision');
        await grants.shows(key, moved);
      }
    },
  },
  {
    number: 54,
    title: 'revoked before: a create and a move are refused, by both rules; what would have moved stays where it is',
    async play(stage) {
      const grants = new StagedGrants(stage);
      const [from, to] = [stage.subject('from'), stage.subject('to')];
      const sid = stage.sid('x');
      await stage.live(await stage.chosen(), to);
      const before = grants.now();
      await stage.outcome(stage.actor.deleteOfSubject(to), 'deleted', 'the end of the session');
      const ofSid = { subjectId: to, sessionId: sid, data: 'of the sid' };
      await stage.outcome(grants.store(await grants.chosen(), ofSid), 'grant-revoked', 'a create: its session ended');
      const key = await grants.chosen();
      const stays = { subjectId: from, data: 'stays' };
      await grants.live(key, stays);
      await stage.outcome(grants.store(key, ofSid), 'grant-revoked', 'a move: its session ended');
      await grants.shows(key, stays);
      await stage.outcome(grants.revoke({ subjectId: to }), 'removed', 'the removal');
      const old = { subjectId: to, data: 'old', creationTime: before };
      await stage.outcome(grants.store(await grants.chosen(), old), 'grant-revoked', 'a create from before');
      await stage.outcome(grants.store(await grants.minted(to), old), 'grant-revoked', 'the same where its home is');
      await stage.outcome(grants.store(key, old), 'grant-revoked', 'a move from before');
      await grants.shows(key, stays);
      const fresh = { subjectId: to, data: 'fresh' };
      await stage.outcome(grants.store(key, fresh), 'replaced', 'a move that is new');
      await grants.shows(key, fresh);
    },
  },
  {
    number: 55,
    title: 'revoked between the question and the adopt of a move: ends on arrival, `grant-revoked`; the key is free',
    async play(stage) {
      const grants = new StagedGrants(stage);
      const [from, to] = [stage.subject('from'), stage.subject('to')];
      const key = await grants.chosen();
      await grants.live(key, { subjectId: from, data: 'first' });
      const adopting = stage.fault({ at: 'adopt:sent', from: key.home, do: 'park' });
      const move = grants.store(key, { subjectId: to, data: 'moved', creationTime: grants.now() });
      await stage.reached(adopting);
      await stage.outcome(grants.revoke({ subjectId: to }), 'removed', 'the removal');
      adopting.letGo();
      await stage.outcome(move, 'grant-revoked', 'the move');
      await grants.isGone(key);
      const again = { subjectId: to, data: 'again' };
      await stage.outcome(grants.store(key, again), 'created', 'a new life');
      await grants.shows(key, again);
    },
  },
  {
    number: 56,
    title:
      'a create answered "failed", of no creationTime; sign-out everywhere; home finishes: revoked; a later one lives',
    async play(stage) {
      const grants = new StagedGrants(stage);
      const subjectId = stage.subject('one');
      const key = await grants.chosen();
      stage.fault({ at: 'adopt:sent', from: key.home, do: 'fail' });
      await stage.outcome(grants.store(key, { subjectId, data: 'failed' }), 'lost', 'the create');
      stage.jump(2_000);
      await stage.outcome(grants.revoke({ subjectId }), 'removed', 'the removal');
      await grants.isGone(key);
      await stage.outcome(grants.store(key, { subjectId, data: 'later' }), 'created', 'a later create');
      await grants.shows(key, { subjectId, data: 'later' });
    },
  },
  {
    number: 57,
    title:
      'a `pending` grant, then a removal by sid, then D1 is back: ended at its first projection, where it is and moved',
    async play(stage) {
      const grants = new StagedGrants(stage);
      for (const moves of [false, true]) {
        const [from, to] = [stage.subject(`${moves} from`), stage.subject(`${moves} to`)];
        const sessionId = stage.sid(`${moves}`);
        const key = await grants.chosen();
        const down = stage.projectionDown();
        const stored = await grants.store(key, { subjectId: from, sessionId, data: 'pending' });
        stage.equal('indexed' in stored && stored.indexed, false, 'the grant is in the index');
        await stage.outcome(grants.revoke({ sessionId }), 'removed', 'the removal');
        if (moves) {
          stage.fault({ at: 'yield:done', from: key.home, do: 'fail' });
          // The target has not heard of the removal either.
          await stage.outcome(grants.store(key, { subjectId: to, sessionId, data: 'moved' }), 'lost', 'the move');
        }
        await stage.outcome(grants.get(key), 'found', 'before its first projection');
        down.off();
        await stage.settle();
        await grants.isGone(key);
      }
    },
  },
  {
    number: 58,
    title:
      'a removal by sid that the owner has not heard of; an old token is stored (here, elsewhere): `grant-revoked`',
    async play(stage) {
      const grants = new StagedGrants(stage);
      for (const home of ['bucket', 'subject']) {
        const subjectId = stage.subject(home);
        const sessionId = stage.sid(home);
        const key = home === 'bucket' ? await grants.chosen() : await grants.minted(subjectId);
        const creationTime = grants.now();
        await stage.outcome(grants.revoke({ sessionId }), 'removed', 'the removal');
        stage.jump(2_000);
        const old = { subjectId, sessionId, data: 'old', creationTime };
        await stage.outcome(grants.store(key, old), 'grant-revoked', 'the old token');
        await grants.isGone(key);
        const other = { subjectId, sessionId, data: 'consent', creationTime: null };
        await stage.outcome(grants.store(key, other), 'created', 'a new one');
        await grants.shows(key, other);
      }
    },
  },
  {
    number: 59,
    title: 'many remove one grant for its representation, one answer is lost: handed to one at most, and it is gone',
    async play(stage) {
      const grants = new StagedGrants(stage);
      for (let round = 0; round < 20; round++) {
        const subjectId = stage.subject(`${round}`);
        const key = await grants.chosen();
        await grants.live(key, { subjectId, data: 'once' });
        if (round === 0) stage.fault({ at: 'removeGrant:done', to: await stage.route(subjectId), do: 'fail' });
        const answers = await Promise.all(
          Array.from({ length: 4 }, (_, n) =>
            grants.remove(key, { representation: true, ...(n % 2 === 0 ? { guess: subjectId } : {}) }),
          ),
        );
        const handed = answers.filter((one) => one.outcome === 'removed' && one.grant?.data === 'once').length;
        const lost = answers.filter(({ outcome }) => outcome === 'lost').length;
        stage.holds(handed + lost >= 1 && handed <= 1, `handed out ${handed} times, ${lost} lost`);
        if (round > 0) stage.equal(handed, 1, 'handed out');
      }
    },
  },
  {
    number: 60,
    title:
      'removed by filter: the index is behind by a move, by an end and a new life elsewhere: all that was shown goes',
    async play(stage) {
      const grants = new StagedGrants(stage);
      const [one, other, third] = [stage.subject('one'), stage.subject('other'), stage.subject('third')];
      const grantId = stage.sid('group');
      const [moved, again, stays] = [await grants.chosen(), await grants.chosen(), await grants.chosen()];
      for (const key of [moved, again]) await grants.live(key, { subjectId: one, grantId, data: 'first' });
      await grants.live(stays, { subjectId: one, grantId: 'another', data: 'stays' });
      const down = stage.projectionDown();
      await stage.outcome(grants.store(moved, { subjectId: other, grantId, data: 'moved' }), 'replaced', 'the move');
      await stage.outcome(grants.remove(again), 'removed', 'the end');
      await stage.outcome(grants.store(again, { subjectId: third, grantId, data: 'again' }), 'created', 'the new life');
      const removed = await grants.removeAll({ grantId });
      stage.equal('deleted' in removed && removed.deleted, 2, 'removed');
      down.off();
      await grants.isGone(moved);
      await grants.isGone(again);
      await grants.livesAt(stays, { subjectId: one, data: 'stays' });
    },
  },
  {
    number: 61,
    title:
      'a token is rotated (new one stored, old one removed) while everything of its subject is revoked: none lives',
    async play(stage) {
      const grants = new StagedGrants(stage);
      const told = new Map<string, number>();
      // Few subjects and keys, used again and again: an end does not keep a key.
      const pairs = await Promise.all(
        Array.from({ length: 10 }, async (_, n) => {
          const subjectId = stage.subject(`${n}`);
          const made = n % 2 === 0 ? () => grants.chosen() : () => grants.minted(subjectId);
          return { subjectId, old: await made(), rotated: await made() };
        }),
      );
      for (let round = 0; round < ROTATIONS; round++) {
        const { subjectId, old, rotated } = pairs[round % pairs.length] as (typeof pairs)[number];
        const sid = round % 3 === 0 ? `${round}` : null;
        if (sid !== null) await stage.live(await stage.minted(subjectId), subjectId, sid);
        stage.jump(10);
        // Where its session ends, the time that a grant says of itself is no matter.
        const given: Given =
          sid === null
            ? { subjectId, data: 'token', creationTime: grants.now() }
            : { subjectId, data: 'token', sessionId: stage.sid(sid) };
        await grants.live(old, given);
        const wait = (milliseconds: number) => scheduler.wait(Math.random() * milliseconds);
        const [revoked, outcome] = await Promise.all([
          wait(12).then(() => grants.revoke({ subjectId })),
          wait(12).then(async () => {
            const stored = await grants.store(rotated, given);
            await grants.remove(old);
            return stored.outcome;
          }),
        ]);
        stage.equal(revoked.outcome, 'removed', 'the removal');
        told.set(outcome, (told.get(outcome) ?? 0) + 1);
        for (const key of [old, rotated]) {
          await stage.outcome(grants.get(key), 'grant-not-found', `a token after round ${round} (${outcome})`);
          stage.equal((await grants.owners(key)).length, 0, 'owners');
        }
      }
      stage.holds(told.has('created') && told.has('grant-revoked'), `both came: ${[...told].join('; ')}`);
    },
  },
  {
    number: 62,
    title: 'the index is lost, everything is projected again: the end of a grant is told as one',
    async play(stage) {
      const grants = new StagedGrants(stage);
      const subjectId = stage.subject('one');
      const key = await grants.chosen();
      await grants.live(key, { subjectId, data: 'first' });
      await stage.outcome(grants.remove(key), 'removed', 'the removal');
      await stage.env.INDEX.prepare('DELETE FROM gx WHERE id = ?').bind(key.id).run();
      await stage.env.SUBJECTS.getByName(await stage.route(subjectId)).reindex();
      stage.equal((await grantIndexRow(stage.env.INDEX, key.id))?.state, 'ended', 'the grant in the index');
      stage.equal(await stage.indexed(key), null, 'a session of its id');
    },
  },
  {
    number: 63,
    title: 'a grant that outlived its session is replaced (here, from home): `grant-revoked`, and it stays as it was',
    async play(stage) {
      const grants = new StagedGrants(stage);
      const subjectId = stage.subject('one');
      const given = { subjectId, sessionId: stage.sid('x'), data: 'first' };
      const session = await stage.live(await stage.chosen(), subjectId);
      for (const key of [await grants.chosen(), await grants.minted(subjectId)]) await grants.live(key, given);
      const key = await grants.chosen();
      await grants.live(key, given);
      await stage.outcome(stage.actor.delete(session), 'deleted', 'the end of the session');
      const again = { ...given, data: 'again' };
      await stage.outcome(grants.store(key, again), 'grant-revoked', 'by home');
      await stage.outcome(
        grants.store(key, again, { guess: subjectId, ifMatch: [1] }),
        'grant-revoked',
        'at the owner',
      );
      await grants.shows(key, given);
    },
  },
  {
    number: 64,
    title: 'removal by sid: an outbox row left by a hanging move of a grant: ended',
    async play(stage) {
      const grants = new StagedGrants(stage);
      for (const home of ['bucket', 'subject']) {
        const [from, to] = [stage.subject(`${home} from`), stage.subject(`${home} to`)];
        const owner = await stage.route(from);
        const sessionId = stage.sid(home);
        const key = home === 'bucket' ? await grants.chosen() : await grants.minted(from);
        await grants.live(key, { subjectId: from, sessionId, data: 'first' });
        const down = stage.projectionDown(owner);
        await stage.outcome(grants.store(key, { subjectId: from, sessionId, data: 'changed' }), 'replaced', 'a change');
        const hanging = stage.fault({ at: 'adopt:sent', from: key.home, do: 'fail', times: 10 });
        await stage.outcome(grants.store(key, { subjectId: to, sessionId, data: 'moved' }), 'lost', 'the move');
        down.off();
        stage.jump(10 * 60_000);
        await stage.ringAgain(owner);
        stage.equal((await stage.state(owner)).outbox.length, 0, 'rows that wait where it was');
        hanging.off();
        await stage.outcome(grants.revoke({ sessionId }), 'removed', 'the removal');
        await grants.isGone(key);
      }
    },
  },
  {
    number: 65,
    title: 'D1 down; a replacement waits, the grant moves away: it says `pending`',
    async play(stage) {
      const grants = new StagedGrants(stage);
      const [from, to] = [stage.subject('from'), stage.subject('to')];
      const key = await grants.chosen();
      await grants.live(key, { subjectId: from, data: 'first' });
      const down = stage.projectionDown();
      const replaced = grants.store(key, { subjectId: from, data: 'changed' }, { guess: from });
      await stage.until(async () => (await stage.state(await stage.route(from))).outbox.length > 0, 'a row waits');
      const moved = { subjectId: to, data: 'moved' };
      await stage.outcome(grants.store(key, moved), 'replaced', 'the move');
      const answer = await replaced;
      stage.equal('indexed' in answer && answer.indexed, false, 'the replacement is in the index');
      down.off();
      await grants.shows(key, moved);
    },
  },
];

const ROTATIONS = 300;
