/** What was revoked stays revoked: scenes 75, 76 and 80. */
import type { Scene } from './scene.ts';

export const REVOKED_GRANTS: readonly Scene[] = [
  {
    number: 75,
    title: 'a session ends; grants with its sid: refused for 24 h, unless another session with that sid lives',
    async play(stage) {
      const subject = stage.subject('one');
      const sid = stage.sid('x');
      const grant = (creationTime: number | null) =>
        stage.grant({ type: 'anything', subject, sid, client: null, creationTime });
      const first = await stage.live(await stage.minted(subject), subject);
      stage.equal(await grant(null), 'adopted', 'before the end');
      await stage.outcome(stage.actor.delete(first), 'deleted', 'the end');
      stage.equal(await grant(null), 'ended-on-arrival', 'after the end');
      stage.equal(await grant(stage.now() + 99_000), 'ended-on-arrival', 'after the end, made later');
      const second = await stage.live(await stage.minted(subject), subject);
      stage.equal(await grant(null), 'adopted', 'while another session lives');
      await stage.outcome(stage.actor.update(second, stage.written(subject, 'other', 'y')), 'updated', 'another sid');
      stage.hours(23.9);
      stage.equal(await grant(null), 'ended-on-arrival', 'within the day');
      stage.hours(0.2);
      stage.equal(await grant(null), 'adopted', 'a day later, though nothing was collected');
    },
  },
  {
    number: 76,
    title: 'RemoveSessions; grants that it would have taken, made before it: refused for 24 h; made after it, stored',
    async play(stage) {
      const subject = stage.subject('one');
      const [mine, other] = ['mine', 'other'];
      const grant = (type: string, client: string, sid: string | null, creationTime: number | null) =>
        stage.grant({ type, subject, sid, client, creationTime });
      stage.timeStops();
      const at = stage.now();
      stage.equal(await grant('refresh_token', mine, null, at), 'adopted', 'before the removal');
      const removed = await stage.actor.removeSessions({
        subjectId: subject,
        removeServerSideSession: false,
        revokeConsents: false,
        clientIds: [mine],
        exceptSessionIds: [stage.sid('spared')],
      });
      stage.equal(removed.outcome === 'removed' && removed.answer.tokensRevoked, 1, 'tokens');
      stage.equal(await grant('refresh_token', mine, null, at), 'ended-on-arrival', 'made in the millisecond of it');
      stage.equal(await grant('refresh_token', mine, stage.sid('x'), at - 1), 'ended-on-arrival', 'with a sid');
      stage.equal(await grant('refresh_token', mine, stage.sid('spared'), at), 'adopted', 'with a spared sid');
      stage.equal(await grant('refresh_token', other, null, at), 'adopted', 'of another client');
      stage.equal(await grant('user_consent', mine, null, at), 'adopted', 'a consent');
      stage.equal(await grant('refresh_token', mine, null, at + 1), 'adopted', 'made after it');
      stage.equal(await grant('refresh_token', mine, null, null), 'adopted', 'made when it is stored');
      stage.timeGoesOn();
      // The object has nothing else to keep: its alarm must not let the removal be forgotten.
      const lonely = stage.subject('lonely');
      await stage.actor.removeSessions({ subjectId: lonely, removeServerSideSession: false });
      const before = stage.now() - 60_000;
      stage.jump(10_000);
      await stage.ringAtOnce(await stage.route(lonely));
      const stored = { type: 'refresh_token', subject: lonely, sid: null, client: mine, creationTime: before };
      stage.equal(await stage.grant(stored), 'ended-on-arrival', 'where nothing else is');
      stage.hours(24.1);
      stage.equal(await stage.grant(stored), 'adopted', 'a day later');
    },
  },
  {
    number: 80,
    title:
      'grants that the index does not know, RemoveSessions by sid: what it names of them ends at its first projection',
    async play(stage) {
      const subject = stage.subject('one');
      const route = await stage.route(subject);
      const sid = stage.sid('x');
      const known = { type: 'refresh_token', subject, sid, client: 'known' };
      stage.equal(await stage.grant(known), 'adopted', 'a token that the index knows');
      await stage.settle();
      const down = stage.projectionDown(route);
      for (const type of ['refresh_token', 'user_consent', 'special']) {
        for (const client of ['mine', 'other']) {
          stage.equal(await stage.grant({ type, subject, sid, client }), 'adopted', `a ${type}`);
        }
      }
      stage.jump(5_000);
      const removal = { sessionId: sid, removeServerSideSession: false, clientIds: ['mine', 'known'] };
      const unreached = stage.fault({ at: 'removeSessions:sent', to: route, do: 'fail' });
      await stage.outcome(stage.actor.removeSessions({ ...removal, revokeConsents: false }), 'lost', 'the removal');
      unreached.off();
      // Made before the removal, and stored after it.
      stage.jump(5_000);
      const late = { type: 'reference_token', subject, sid, client: 'mine', creationTime: stage.now() - 7_000 };
      stage.equal(await stage.grant(late), 'adopted', 'a token that comes late');
      stage.equal(await stage.grant({ ...late, creationTime: null }), 'adopted', 'a token that is made now');
      down.off();
      await stage.settle();
      const left = ['reference_token', 'refresh_token', 'refresh_token', 'special', 'special'];
      const consents = ['user_consent', 'user_consent'];
      stage.equal((await stage.grantsOf(subject)).join(' '), [...left, ...consents].join(' '), 'what stays');
    },
  },
];
