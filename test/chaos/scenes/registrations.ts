/** What an end knows of the clients, and that it has really come: scenes 81-83 and 94. */
import type { Named } from '../harness/answer.ts';
import type { Stage } from '../harness/stage.ts';
import type { Scene } from './scene.ts';

const HOUR = 3_600_000;

const WAYS: Readonly<Record<string, (stage: Stage, subject: string, key: Named) => Promise<unknown>>> = {
  RemoveAsync: (stage, _, key) => stage.actor.signOut(key),
  ProcessLogout: (stage, subject) => stage.actor.logout(subject, stage.sid('x')),
  RemoveSessions: (stage, subjectId) => stage.actor.removeSessions({ subjectId }),
  'the limit': async (stage, subject) => {
    const limited = stage.limited({ count: 1, policy: 'evict-oldest' });
    return limited.create(await stage.minted(subject), stage.written(subject, 'newer', 'y'));
  },
  'the limit, home a bucket': async (stage, subject) => {
    const limited = stage.limited({ count: 1, policy: 'evict-oldest' });
    return limited.create(await stage.chosen(), stage.written(subject, 'newer', 'y'));
  },
  'expiry by alarm': async (stage, subject) => {
    stage.hours(2);
    await stage.ring(await stage.route(subject));
  },
  'expiry by cron': (stage) => {
    stage.hours(2);
    return stage.actor.cron();
  },
};

export const REGISTRATIONS: readonly Scene[] = [
  {
    number: 81,
    title: 'a client gets an address after the session was told to the index; the session ends, in any way: it is told',
    async play(stage) {
      for (const [way, end] of Object.entries(WAYS)) {
        const subject = stage.subject(way);
        const says = { coordinateLifetimeWithUserSession: true };
        const client = await stage.client(way, { ...says, backChannelLogoutUri: null });
        const key = await stage.minted(subject);
        const expires = way.startsWith('expiry') ? stage.now() + HOUR : null;
        const created = stage.actor.create(key, { ...stage.written(subject, 'first'), clients: [client], expires });
        await stage.outcome(created, 'created', `${way}: the session`);
        await stage.client(way, says);
        await end(stage, subject, key);
        await stage.settleDeliveries();
        stage.equal(stage.told(client).split(' ').length, 1, `${way}: notifications`);
        stage.holds(stage.told(client) !== '', `${way}: the client was not told`);
        await stage.actor.deleteOfSid(stage.sid('x'));
      }
    },
  },
  {
    number: 82,
    title:
      'D1 away, the object reset: the last copy of a registration decides; of a client never heard of, its delivery',
    async play(stage) {
      const subject = stage.subject('one');
      const route = await stage.route(subject);
      const [known, silent] = [await stage.client('known'), await stage.client('silent', { enabled: false })];
      const [late, nobody] = [await stage.client('late'), `${subject} nobody`];
      const key = await stage.liveWith(await stage.minted(subject), subject, [known, silent]);
      await stage.reset(route);
      const down = stage.d1Down();
      const second = { ...stage.written(subject, 'second'), clients: [known, silent, late, nobody] };
      await stage.outcome(stage.actor.update(key, second), 'updated', 'the change');
      const out = await stage.actor.logout(subject, stage.sid('x'));
      stage.equal(out.outcome === 'removed' && out.answer.notificationsQueued, 3, 'notifications');
      down.off();
      await stage.settle();
      await stage.settleDeliveries();
      const shown = await stage.deliveries(key);
      const statusOf = (clientId: string) => shown.find(({ client }) => client === clientId)?.status;
      stage.equal(statusOf(known), 'delivered', 'the client that is known');
      stage.equal(statusOf(silent), undefined, 'the client that is disabled');
      stage.equal(statusOf(late), 'delivered', 'the client that nobody had heard of');
      stage.equal(statusOf(nobody), 'dead', 'the client that nobody has registered');
    },
  },
  {
    number: 83,
    title: 'a session expires, and is renewed while its end waits for D1, by alarm and by cron: lives',
    async play(stage) {
      for (const by of ['alarm', 'cron']) {
        const subject = stage.subject(by);
        const route = await stage.route(subject);
        const client = await stage.client(by);
        const key = await stage.minted(subject);
        const expires = stage.now() + HOUR;
        const written = { ...stage.written(subject, 'first', by), clients: [client], expires };
        await stage.outcome(stage.actor.create(key, written), 'created', 'the session');
        stage.hours(2);
        const asking = stage.fault({ at: 'registrations:sent', from: route, do: 'park' });
        const ending = by === 'alarm' ? stage.ring(route) : stage.actor.cron();
        await stage.reached(asking);
        const renewed = { ...written, value: 'renewed', expires: stage.now() + HOUR };
        await stage.outcome(stage.actor.update(key, renewed), 'updated', 'the update');
        asking.letGo();
        await ending;
        await stage.livesAt(key, subject, 'renewed');
        stage.equal(await stage.reasons(key), '', `${by}: history`);
        await stage.outcome(stage.actor.delete(key), 'deleted', 'the end');
      }
    },
  },
  {
    number: 94,
    title:
      'a renewal that is no news to the index, its object reset as it tells it later: it has heard before the old end',
    async play(stage) {
      for (const reset of ['abort', 'abort-later'] as const) {
        const subject = stage.subject(reset);
        const route = await stage.route(subject);
        const key = await stage.minted(subject);
        const end = stage.now() + 10 * HOUR;
        const written = { ...stage.written(subject, 'first', reset), expires: end };
        await stage.outcome(stage.actor.create(key, written), 'created', 'the session');
        await stage.outcome(stage.actor.renew(key, { ...written, expires: end + 6 * HOUR }), 'updated', 'the renewal');
        stage.jump(10 * HOUR - 50_000);
        stage.fault({ at: 'write:announce-ends', from: route, do: reset });
        await stage.ring(route).catch(() => undefined);
        await stage.ringAgain(route);
        await stage.until(async () => (await stage.indexedEnd(key)) === end + 6 * HOUR, 'the index has heard');
        await stage.livesAt(key, subject, 'first');
        await stage.outcome(stage.actor.delete(key), 'deleted', 'the end');
      }
    },
  },
];
