/** A look-up that meets what is old: scenes 14 and 15. */
import type { Scene } from './scene.ts';

export const LOOK_UPS: readonly Scene[] = [
  {
    number: 14,
    title: 'a slow look-up while its way is forgotten: found',
    async play(stage) {
      const [first, second] = [stage.subject('first'), stage.subject('second')];
      const owner = await stage.route(first);
      const key = await stage.live(await stage.chosen(), first);
      const slow = stage.fault({ at: 'read:sent', to: owner, do: 'park' });
      const lookUp = stage.actor.get(key);
      await stage.reached(slow);
      await stage.outcome(stage.actor.delete(key), 'deleted', 'the removal');
      stage.hours(25);
      await stage.ring(owner);
      await stage.outcome(stage.actor.create(key, stage.written(second, 'again')), 'created', 'the create');
      slow.letGo();
      await stage.outcome(lookUp, 'found', 'the slow look-up');
      await stage.livesAt(key, second, 'again');
    },
  },
  {
    number: 15,
    title: 'a guess meets an old end mark: found; and where home leads to an old end mark, it is final',
    async play(stage) {
      const [first, second] = [stage.subject('first'), stage.subject('second')];
      const key = await stage.live(await stage.chosen(), first);
      const gone = await stage.live(await stage.chosen(), first);
      await stage.outcome(stage.actor.delete(key), 'deleted', 'the removal');
      await stage.outcome(stage.actor.delete(gone), 'deleted', 'the removal of another');
      stage.hours(25);
      await stage.outcome(stage.actor.create(key, stage.written(second, 'again')), 'created', 'the create');
      await stage.outcome(stage.actor.get(key, { guess: first }), 'found', 'the look-up with a guess');
      await stage.outcome(stage.actor.get(gone), 'session-not-found', 'the look-up of what ended long ago');
      await stage.outcome(stage.actor.get(gone, { guess: first }), 'session-not-found', 'the same with a guess');
    },
  },
];
