/** Logout notifications between object, client and index: scenes 73, 74, 85-88 and 93. */
import { behave } from '../harness/relying-parties.ts';
import type { Stage } from '../harness/stage.ts';
import type { Scene } from './scene.ts';

/** A session of one client that has ended; nobody was told yet. */
async function ended(stage: Stage, name = 'one') {
  const subject = stage.subject(name);
  const client = await stage.client(name);
  const key = await stage.liveWith(await stage.minted(subject), subject, [client]);
  await stage.outcome(stage.actor.signOut(key), 'deleted', 'the end');
  return { subject, client, key, route: await stage.route(subject) };
}

export const NOTIFICATIONS: readonly Scene[] = [
  {
    number: 73,
    title: 'the object is reset while it tells a client: before, after, or once it has been told: told at least once',
    async play(stage) {
      for (const at of ['deliver:asked', 'deliver:sent', 'deliver:done', 'write:delivery-attempted']) {
        const { client, key, route } = await ended(stage, at);
        stage.fault({ at, from: route, do: 'abort' });
        stage.jump(1_000);
        await stage.ring(route).catch(() => undefined);
        await stage.settleDeliveries();
        stage.holds(stage.told(client).startsWith('user_logout'), `${at}: the client was not told`);
        stage.equal((await stage.deliveries(key))[0]?.status, 'delivered', `${at}: the index`);
      }
    },
  },
  {
    number: 74,
    title: 'redeliver while an attempt is under way: it is sent again after that attempt',
    async play(stage) {
      const { client, key, route } = await ended(stage);
      const [shown] = await stage.deliveries(key);
      const telling = stage.fault({ at: 'deliver:done', from: route, do: 'park' });
      stage.jump(1_000);
      const alarm = stage.ring(route);
      await stage.reached(telling);
      await stage.outcome(stage.actor.redeliver(shown?.id ?? ''), 'queued', 'redeliver');
      telling.letGo();
      await alarm;
      await stage.settleDeliveries();
      stage.equal(stage.told(client), 'user_logout user_logout', 'what the client heard');
      const [after] = await stage.deliveries(key);
      stage.equal(`${after?.status} ${after?.attempts}`, 'delivered 2', 'the index');
    },
  },
  {
    number: 85,
    title: 'an alarm runs though another run tells a client that does not answer: told once; others are not held up',
    async play(stage) {
      const { client, route, subject } = await ended(stage);
      const other = await stage.client('other');
      const key = await stage.liveWith(await stage.minted(subject), subject, [other], 'y');
      await stage.outcome(stage.actor.signOut(key), 'deleted', 'another end');
      const telling = stage.fault({ at: 'deliver:sent', to: client, do: 'park', times: 5 });
      stage.jump(1_000);
      const first = stage.ring(route);
      await stage.reached(telling);
      let over = false;
      const second = stage.ringAtOnce(route).then(() => {
        over = true;
      });
      await stage.until(() => over || telling.hits > 1, 'the second run comes to its end, or tells the client, too');
      await stage.until(() => stage.told(other) !== '', 'the other client is told');
      telling.letGo();
      await Promise.all([first, second]);
      await stage.settleDeliveries();
      stage.equal(stage.told(client), 'user_logout', 'what the client heard');
      stage.equal(stage.told(other), 'user_logout', 'what the other client heard');
    },
  },
  {
    number: 86,
    title:
      'D1 away; RemoveSessions that leaves the sessions: `pending`, because its notifications are not in the index',
    async play(stage) {
      const subject = stage.subject('one');
      const client = await stage.client('one');
      const key = await stage.liveWith(await stage.minted(subject), subject, [client]);
      const down = stage.projectionDown();
      const removed = await stage.actor.removeSessions({ subjectId: subject, removeServerSideSession: false });
      stage.equal(removed.outcome === 'removed' && removed.answer.notificationsQueued, 1, 'notifications');
      stage.equal(removed.outcome === 'removed' && removed.indexed, false, 'the removal is in the index');
      down.off();
      await stage.settleDeliveries();
      stage.equal(stage.told(client), 'terminated', 'what the client heard');
      await stage.livesAt(key, subject, 'first');
    },
  },
  {
    number: 87,
    title:
      'D1 away while a client is told, the object reset: the index learns how it came out, before the storage goes',
    async play(stage) {
      const { client, key, route } = await ended(stage);
      const down = stage.projectionDown(route);
      stage.jump(1_000);
      await stage.ring(route);
      await stage.reset(route);
      stage.hours(25);
      await stage.ring(route);
      stage.equal((await stage.deliveries(key))[0]?.status, 'pending', 'the index meanwhile');
      down.off();
      await stage.settleDeliveries();
      const [shown] = await stage.deliveries(key);
      stage.equal(`${shown?.status} ${shown?.attempts}`, 'delivered 1', 'the index');
      stage.equal(stage.told(client), 'user_logout', 'what the client heard');
    },
  },
  {
    number: 88,
    title: 'D1 away after a failed attempt; redeliver: `pending`, because the index still shows the attempt before',
    async play(stage) {
      const { client, key, route } = await ended(stage);
      const [shown] = await stage.deliveries(key);
      const down = stage.projectionDown(route);
      behave(() => 'fail');
      stage.jump(1_000);
      await stage.ring(route);
      const again = await stage.actor.redeliver(shown?.id ?? '');
      stage.equal(again.outcome, 'queued', 'redeliver');
      stage.equal(again.indexed, false, 'redeliver is in the index');
      down.off();
      behave(() => 'hear');
      await stage.settleDeliveries();
      stage.equal((await stage.deliveries(key))[0]?.status, 'delivered', 'the index');
      stage.equal(stage.told(client), 'user_logout user_logout', 'what the client heard');
    },
  },
  {
    number: 93,
    title: 'a client fails for more than a day, in an object where nothing else is left: every attempt, then `dead`',
    async play(stage) {
      const { client, key, route } = await ended(stage);
      behave(() => 'fail');
      await stage.settleDeliveries();
      const [shown] = await stage.deliveries(key);
      stage.equal(`${shown?.status} ${shown?.attempts}`, 'dead 8', 'the index');
      stage.equal(stage.told(client).split(' ').length, 8, 'attempts');
      behave(() => 'hear');
      await stage.outcome(stage.actor.redeliver(shown?.id ?? ''), 'queued', 'redeliver');
      stage.jump(1_000);
      await stage.ring(route);
      await stage.settleDeliveries();
      const [after] = await stage.deliveries(key);
      stage.equal(`${after?.status} ${after?.attempts}`, 'delivered 9', 'the index after redeliver');
    },
  },
];
