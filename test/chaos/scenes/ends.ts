/** What an end takes along, in its transaction: scenes 71, 72, 77-79, 84, 91 and 92. */
import type { Named } from '../harness/answer.ts';
import type { Stage } from '../harness/stage.ts';
import type { Scene } from './scene.ts';

const HOUR = 3_600_000;

/** A way to end a session of `subject` with sid `x`, the transaction that does it, and what history says. */
interface Way {
  readonly named: string;
  readonly label: string;
  readonly reason: string;
  readonly told?: boolean;
  readonly end: (stage: Stage, subject: string, key: Named) => Promise<unknown>;
}

const WAYS: readonly Way[] = [
  {
    named: 'DeleteSession',
    label: 'remove',
    reason: 'terminated',
    told: false,
    end: ({ actor }, _, key) => actor.delete(key),
  },
  { named: 'RemoveAsync', label: 'remove', reason: 'user_logout', end: ({ actor }, _, key) => actor.signOut(key) },
  {
    named: 'DeleteSessions',
    label: 'remove-of-subject',
    reason: 'terminated',
    told: false,
    end: ({ actor }, subject) => actor.deleteOfSubject(subject),
  },
  {
    named: 'DeleteSessions by sid',
    label: 'remove-of-sid',
    reason: 'terminated',
    told: false,
    end: (stage) => stage.actor.deleteOfSid(stage.sid('x')),
  },
  {
    named: 'ProcessLogout',
    label: 'remove-of-subject',
    reason: 'user_logout',
    end: (stage, subject) => stage.actor.logout(subject, stage.sid('x')),
  },
  {
    named: 'RemoveSessions',
    label: 'remove-sessions',
    reason: 'terminated',
    end: ({ actor }, subjectId) => actor.removeSessions({ subjectId }),
  },
  {
    named: 'RemoveSessions by sid',
    label: 'remove-sessions',
    reason: 'user_logout',
    end: (stage) => stage.actor.removeSessions({ sessionId: stage.sid('x'), reason: 'user_logout' }),
  },
  {
    named: 'the limit',
    label: 'create',
    reason: 'limit',
    end: async (stage, subject) =>
      stage
        .limited({ count: 1, policy: 'evict-oldest' })
        .create(await stage.minted(subject), stage.written(subject, 'newer', 'y')),
  },
  {
    named: 'expiry, by alarm',
    label: 'expire-due',
    reason: 'expired',
    end: async (stage, subject) => {
      stage.hours(2);
      await stage.ringAgain(await stage.route(subject));
    },
  },
  {
    named: 'expiry, by cron',
    label: 'expire',
    reason: 'expired',
    end: (stage) => {
      stage.hours(2);
      return stage.actor.cron();
    },
  },
  {
    named: 'an update to another sid',
    label: 'update',
    reason: 'replaced',
    told: false,
    end: (stage, subject, key) => stage.actor.update(key, stage.written(subject, 'other', 'y')),
  },
];

const CLAIMED: Readonly<Record<string, string>> = { expired: 'session_expiration', limit: 'terminated' };

export const ENDS: readonly Scene[] = [
  {
    number: 71,
    title:
      'D1 away, a session ends in any way, its object is reset right after: one entry of history, each client told',
    async play(stage) {
      for (const { named, label, reason, end, told = true } of WAYS) {
        const subject = stage.subject(named);
        const route = await stage.route(subject);
        const client = await stage.client(named, { coordinateLifetimeWithUserSession: true });
        const key = await stage.minted(subject);
        const expires = label.startsWith('expire') ? stage.now() + HOUR : null;
        const created = stage.actor.create(key, { ...stage.written(subject, 'first'), clients: [client], expires });
        await stage.outcome(created, 'created', `${named}: the session`);
        const down = stage.projectionDown(route);
        stage.fault({ at: `write:${label}`, from: route, do: 'abort-later' });
        await end(stage, subject, key).catch(() => undefined);
        down.off();
        await stage.settle();
        await stage.settleDeliveries();
        stage.equal(await stage.reasons(key), reason, `${named}: history`);
        stage.equal(stage.told(client), told ? (CLAIMED[reason] ?? reason) : '', `${named}: what its client heard`);
        // Everything of the scene shares the sid.
        await stage.actor.deleteOfSid(stage.sid('x'));
        await stage.settle();
      }
    },
  },
  {
    number: 72,
    title: 'D1 away; a session gets another sid, then ends; a D1 write runs again: both entries of history, each once',
    async play(stage) {
      const subject = stage.subject('one');
      const key = await stage.live(await stage.minted(subject), subject);
      const down = stage.projectionDown();
      await stage.outcome(stage.actor.update(key, stage.written(subject, 'other', 'y')), 'updated', 'the change');
      await stage.outcome(stage.actor.delete(key), 'deleted', 'the removal');
      down.off();
      const copied = stage.fault({ at: 'project:sent', id: key.id, do: 'copy' });
      await stage.settle();
      await stage.late(stage.copyOf(copied));
      stage.equal(await stage.reasons(key), 'replaced terminated', 'history');
    },
  },
  {
    number: 77,
    title:
      'a move hangs, RemoveSessions of its new subject, then it arrives: ends as the removal says, its client told',
    async play(stage) {
      for (const home of ['bucket', 'subject']) {
        const [from, to] = [stage.subject(`${home} from`), stage.subject(`${home} to`)];
        const client = await stage.client(home, { backChannelLogoutUri: null });
        // The new owner knows the client as it was then.
        await stage.liveWith(await stage.chosen(), to, [client], 'another');
        const key = await stage.live(home === 'bucket' ? await stage.chosen() : await stage.minted(to), from);
        await stage.client(home);
        stage.fault({ at: home === 'bucket' ? 'adopt:sent' : 'yield:done', from: key.home, do: 'fail' });
        const move = { ...stage.written(to, 'moved'), clients: [client] };
        await stage.outcome(stage.actor.update(key, move), 'lost', 'the move');
        stage.jump(2_000);
        const removal = { subjectId: to, reason: 'user_logout', exceptSessionIds: [stage.sid('another')] } as const;
        await stage.outcome(stage.actor.removeSessions(removal), 'removed', 'the removal');
        await stage.settle();
        await stage.isGone(key);
        await stage.settleDeliveries();
        stage.equal(await stage.reasons(key), 'replaced user_logout', `${home}: history`);
        stage.equal(stage.told(client), 'user_logout', `${home}: what its client heard`);
      }
    },
  },
  {
    number: 78,
    title: 'as 77, with a create, and with a sid that the removal spares: no entry of history; lives',
    async play(stage) {
      const [from, to] = [stage.subject('from'), stage.subject('to')];
      await stage.live(await stage.chosen(), to, 'another');
      const [created, moved] = [await stage.chosen(), await stage.live(await stage.chosen(), from, 'spared')];
      for (const { home } of [created, moved]) stage.fault({ at: 'adopt:sent', from: home, do: 'fail' });
      await stage.outcome(stage.actor.create(created, stage.written(to, 'created')), 'lost', 'the create');
      await stage.outcome(stage.actor.update(moved, stage.written(to, 'moved', 'spared')), 'lost', 'the move');
      stage.jump(2_000);
      const removal = { subjectId: to, exceptSessionIds: [stage.sid('spared')] };
      await stage.outcome(stage.actor.removeSessions(removal), 'removed', 'the removal');
      await stage.settle();
      await stage.isGone(created);
      stage.equal(await stage.reasons(created), '', 'history of what was never answered');
      await stage.livesAt(moved, to, 'moved');
    },
  },
  {
    number: 79,
    title:
      'a renewal or an update gives the session another subject or sid: `replaced`; a renewal ends its token grants',
    async play(stage) {
      for (const mode of ['renew', 'update'] as const) {
        for (const what of ['sid', 'subject, home a bucket', 'subject, home its object']) {
          const [from, to] = [stage.subject(`${mode} ${what}`), stage.subject(`${mode} ${what} to`)];
          const sid = `${mode} ${what}`;
          const key = await stage.live(
            what.endsWith('bucket') ? await stage.chosen() : await stage.minted(from),
            from,
            sid,
          );
          for (const type of ['refresh_token', 'user_consent']) {
            const granted = { type, subject: from, sid: stage.sid(sid), client: 'any' };
            stage.equal(await stage.grant(granted), 'adopted', `the ${type}`);
          }
          // A crash between the two halves of a move takes nothing of it back.
          if (what !== 'sid') stage.fault({ at: 'adopt:sent', from: key.home, do: 'abort' });
          const written =
            what === 'sid' ? stage.written(from, 'moved', `${sid} other`) : stage.written(to, 'moved', sid);
          await stage.actor[mode](key, written);
          await stage.livesAt(key, written.subject, 'moved');
          await stage.settle();
          stage.equal(await stage.reasons(key), 'replaced', `${mode}, ${what}: history`);
          const left = mode === 'renew' ? 'user_consent' : 'refresh_token user_consent';
          stage.equal((await stage.grantsOf(from)).join(' '), left, `${mode}, ${what}: grants that stay`);
        }
      }
    },
  },
  {
    number: 84,
    title:
      'a create evicts the oldest; its object is reset right after, in the turn or later: one lives, never two or none',
    async play(stage) {
      for (const reset of ['abort', 'abort-later'] as const) {
        for (const home of ['bucket', 'subject']) {
          const subject = stage.subject(`${reset} ${home}`);
          const route = await stage.route(subject);
          const limited = stage.limited({ count: 1, policy: 'evict-oldest' });
          const oldest = await stage.live(await stage.minted(subject), subject);
          const key = home === 'bucket' ? await stage.chosen() : await stage.minted(subject);
          stage.fault({ at: home === 'bucket' ? 'write:adopt' : 'write:create', from: route, do: reset });
          await limited.create(key, stage.written(subject, 'newer', 'y'));
          stage.equal((await stage.state(route)).records.length, 1, `${reset}, ${home}: sessions`);
          await stage.actor.get(key);
          await stage.settle();
          const { records } = await stage.state(route);
          stage.equal(records.length, 1, `${reset}, ${home}: sessions in the end`);
          const evicted = records[0]?.id !== oldest.id;
          stage.equal(await stage.reasons(oldest), evicted ? 'limit' : '', `${reset}, ${home}: history`);
        }
      }
    },
  },
  {
    number: 91,
    title: 'a quiet session moves away: its entry of history is in the index within a minute',
    async play(stage) {
      for (const home of ['bucket', 'subject']) {
        for (const d1 of ['up', 'away']) {
          const [from, to] = [stage.subject(`${home} ${d1} from`), stage.subject(`${home} ${d1} to`)];
          const key = await stage.live(home === 'bucket' ? await stage.chosen() : await stage.minted(from), from);
          // Nothing is left to do for the old owner but what comes.
          stage.jump(10 * 60_000);
          await stage.ringAll();
          const down = d1 === 'away' ? stage.projectionDown() : null;
          await stage.outcome(stage.actor.update(key, stage.written(to, 'moved')), 'updated', 'the move');
          if (down) {
            await stage.until(() => down.hits > 1, 'both owners try');
            down.off();
            stage.jump(60_000);
            await stage.ringAll();
          }
          await stage.until(async () => (await stage.reasons(key)) === 'replaced', `${home}, D1 ${d1}: history`);
        }
      }
    },
  },
  {
    number: 92,
    title: 'sessions without an end, told to the index: their objects and the buckets that lead to them sleep',
    async play(stage) {
      const subject = stage.subject('one');
      const key = await stage.live(await stage.chosen(), subject);
      for (let turn = 0; turn < 3; turn++) {
        stage.jump(10 * 60_000);
        await stage.ringAll();
      }
      for (const route of [key.home, await stage.route(subject)]) {
        stage.equal((await stage.state(route)).alarm, null, 'the alarm');
      }
      await stage.livesAt(key, subject, 'first');
    },
  },
];
