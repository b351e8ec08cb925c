/** The index is away, behind, or written to twice: scenes 22, 28, 31-34, 38 and 39. */
import type { Stage } from '../harness/stage.ts';
import type { Scene } from './scene.ts';

export const INDEX_BEHIND: readonly Scene[] = [
  {
    number: 22,
    title: 'ended, then D1 away for a day: the index learns it',
    async play(stage) {
      const subject = stage.subject('one');
      await stage.live(await stage.minted(subject), subject, 'another');
      await learnsTheEnd(stage, subject);
    },
  },
  {
    number: 28,
    title: 'as 22, in an object where nothing else lives: the index learns it before the storage goes',
    async play(stage) {
      await learnsTheEnd(stage, stage.subject('one'));
    },
  },
  {
    number: 31,
    title:
      'a change while the projection of an earlier one is under way: acknowledged means the newer one is in the index',
    async play(stage) {
      const subject = stage.subject('one');
      const key = await stage.live(await stage.chosen(), subject);
      const projecting = stage.fault({ at: 'project:done', id: key.id, do: 'park' });
      const first = stage.actor.update(key, stage.written(subject, 'second'));
      await stage.reached(projecting);
      const second = stage.actor.update(key, stage.written(subject, 'third'));
      await scheduler.wait(20);
      const blocked = stage.fault({ at: 'project:sent', id: key.id, do: 'fail', times: 100 });
      projecting.letGo();
      await stage.outcome(first, 'updated', 'the earlier change');
      const answer = await second;
      stage.equal(answer.outcome === 'updated' && answer.indexed, false, 'the newer change is in the index');
      blocked.off();
      await stage.settle();
      stage.equal((await stage.indexed(key))?.display_name, 'third', 'the index');
    },
  },
  {
    number: 32,
    title: 'a D1 write runs again after a newer one: the index stays as it was',
    async play(stage) {
      const subject = stage.subject('one');
      const key = await stage.chosen();
      const copied = stage.fault({ at: 'project:sent', id: key.id, do: 'copy' });
      await stage.live(key, subject);
      await stage.outcome(stage.actor.update(key, stage.written(subject, 'newer')), 'updated', 'the change');
      await stage.late(stage.copyOf(copied));
      stage.equal((await stage.indexed(key))?.display_name, 'newer', 'the index');
    },
  },
  {
    number: 33,
    title: 'a D1 write runs again hours after the end, the cron having purged: no ghost',
    async play(stage) {
      const subject = stage.subject('one');
      const key = await stage.chosen();
      const copied = stage.fault({ at: 'project:sent', id: key.id, do: 'copy' });
      await stage.live(key, subject);
      await stage.outcome(stage.actor.delete(key), 'deleted', 'the removal');
      stage.hours(24.5);
      await stage.purgeIndex();
      await stage.late(stage.copyOf(copied));
      stage.equal((await stage.indexed(key))?.state, 'ended', 'the index');
    },
  },
  {
    number: 34,
    title: 'a move to an object whose clock is 10 s behind: the index shows the new owner and content',
    async play(stage) {
      for (const home of ['bucket', 'subject']) {
        const [from, to] = [stage.subject(`${home} from`), stage.subject(`${home} to`)];
        stage.skew(await stage.route(to), -10_000);
        const key = await stage.live(home === 'bucket' ? await stage.chosen() : await stage.minted(from), from);
        await stage.outcome(stage.actor.update(key, stage.written(to, 'moved')), 'updated', 'the move');
        await stage.settle();
        const row = await stage.indexed(key);
        stage.equal(row?.route, await stage.route(to), 'the owner in the index');
        stage.equal(row?.display_name, 'moved', 'the content in the index');
        await stage.outcome(stage.actor.delete(key), 'deleted', 'the removal');
        await stage.settle();
        stage.equal((await stage.indexed(key))?.state, 'ended', 'the end in the index');
      }
    },
  },
  {
    number: 38,
    title: 'D1 down; a create waits, an update replaces its outbox row: the create says `pending`',
    async play(stage) {
      const subject = stage.subject('one');
      const key = await stage.minted(subject);
      const projecting = stage.fault({ at: 'project:sent', id: key.id, do: 'park' });
      const create = stage.actor.create(key, stage.written(subject, 'first'));
      await stage.reached(projecting);
      const update = stage.actor.update(key, stage.written(subject, 'second'));
      const created = await create;
      stage.equal(created.outcome, 'created', 'the create');
      stage.equal(created.outcome === 'created' && created.indexed, false, 'the create is in the index');
      await stage.outcome(update, 'updated', 'the update');
      projecting.letGo();
      await stage.settle();
      stage.equal((await stage.indexed(key))?.display_name, 'second', 'the index');
    },
  },
  {
    number: 39,
    title: 'D1 down; an update waits, the record moves away: the update says `pending`',
    async play(stage) {
      const [from, to] = [stage.subject('from'), stage.subject('to')];
      const key = await stage.live(await stage.chosen(), from);
      const down = stage.d1Down();
      const update = stage.actor.update(key, stage.written(from, 'changed'));
      await stage.reached(down);
      const move = stage.actor.update(key, stage.written(to, 'moved'));
      const updated = await update;
      stage.equal(updated.outcome, 'updated', 'the update');
      stage.equal(updated.outcome === 'updated' && updated.indexed, false, 'the update is in the index');
      await stage.outcome(move, 'updated', 'the move');
      down.off();
      await stage.settle();
      stage.equal((await stage.indexed(key))?.route, await stage.route(to), 'the owner in the index');

      // The same, where the old owner has told all that it had to tell, and the new one has not.
      const [old, next] = [await stage.route(to), await stage.route(from)];
      const [atOld, atNew] = [stage.projectionDown(old), stage.projectionDown(next)];
      const again = stage.actor.update(key, stage.written(to, 'changed again'));
      await stage.reached(atOld);
      const back = stage.actor.update(key, stage.written(from, 'moved back'));
      await stage.until(async () => (await stage.state(old)).records.length === 0, 'the record leaves');
      atOld.off();
      const answer = await again;
      stage.equal(answer.outcome === 'updated' && answer.indexed, false, 'the second update is in the index');
      await stage.outcome(back, 'updated', 'the move back');
      atNew.off();
      await stage.settle();
    },
  },
];

async function learnsTheEnd(stage: Stage, subject: string): Promise<void> {
  const key = await stage.live(await stage.minted(subject), subject);
  const down = stage.d1Down();
  await stage.outcome(stage.actor.delete(key), 'deleted', 'the removal');
  stage.hours(25);
  await stage.ring(await stage.route(subject));
  stage.equal((await stage.state(await stage.route(subject))).marks.length, 0, 'marks left');
  down.off();
  await stage.settle();
  stage.equal((await stage.indexed(key))?.state, 'ended', 'the index');
}
