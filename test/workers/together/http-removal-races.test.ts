/**
 * Sign-out that meets other requests, hundreds of times (design.md: revocation that cannot miss and cannot be undone).
 * Contract: "Session management", "What was revoked stays revoked", "Ticket store".
 */
import { expect, it } from 'vitest';
import { fresh } from '../http-client.ts';
import { found, granted, managed, postGrant, registered, removeGrant, removeSessions } from '../management-client.ts';
import { newTicket, renew, retrieve, type Stored, store, stored, touch } from '../ticket-client.ts';

const RUNS = 60;
const AT_ONCE = 6;

/** So that requests meet in different places. */
const later = async <T>(turns: number, work: () => Promise<T>): Promise<T> => {
  for (let turn = 0; turn < turns; turn += 1) await Promise.resolve();
  return work();
};

/** Runs it so often, a few at once, each with a number of its own. */
async function often(work: (run: number) => Promise<void>): Promise<void> {
  const runs = Array.from({ length: RUNS }, (_, run) => run).values();
  const hands = Array.from({ length: AT_ONCE }, async () => {
    for (const run of runs) await work(run);
  });
  await Promise.all(hands);
}

it('sign-ins during sign-out everywhere are listed or ended, none is live and unlisted', async () => {
  await often(async (run) => {
    const subject = fresh('subject');
    await stored({ subject });
    const removal = later(run % 7, () => removeSessions({ subjectId: subject }));
    const answers = await Promise.all([0, 1, 2].map((n) => later(n * (run % 3), () => store({ subject }))));
    await removal;
    const listed = (await managed({ subjectId: subject })).results.map(({ id }) => id);
    const signedIn = await Promise.all(
      answers.filter(({ status }) => status === 201).map((answer) => answer.json<Stored>()),
    );
    const live = await Promise.all(
      signedIn.map(async ({ key, session }) => ((await retrieve(key)).status === 200 ? [session.id] : [])),
    );
    expect(listed.toSorted()).toEqual(live.flat().toSorted());
  });
});

it('a renewal in flight while the session is revoked leaves it revoked', async () => {
  await often(async (run) => {
    const { key, session } = await stored();
    const { subjectId: subject } = session;
    const [renewed] = await Promise.all([
      later(run % 5, () => renew(key, newTicket({ subject }))),
      later(run % 3, () => removeSessions({ subjectId: subject })),
    ]);
    expect([200, 410]).toContain(renewed.status);
    expect((await retrieve(key)).status).toBe(404);
    expect((await renew(key, newTicket({ subject }))).status).toBe(410);
    expect((await managed({ subjectId: subject })).results).toEqual([]);
  });
});

it('a refresh token rotated while everything is revoked leaves no live grant', async () => {
  await often(async (run) => {
    const { session } = await stored();
    const { subjectId, sessionId } = session;
    const old = await granted({ subjectId, sessionId, clientId: 'web' });
    const rotate = async () => {
      const answer = await postGrant({ subjectId, sessionId, clientId: 'web', creationTime: new Date().toISOString() });
      expect([201, 410]).toContain(answer.status);
      await removeGrant(old.key);
    };
    await Promise.all([later(run % 5, rotate), later(run % 3, () => removeSessions({ subjectId }))]);
    expect(await found({ subjectId })).toEqual([]);
  });
});

it('two revokes at once count each session, token and notification once', async () => {
  const client = await registered();
  await often(async (run) => {
    const subject = fresh('subject');
    const given = { subject, clientIds: [client] };
    const sessions = await Promise.all([stored(given), stored(given)]);
    for (const { session } of sessions) {
      await granted({ subjectId: subject, sessionId: session.sessionId, clientId: client });
    }
    const answers = await Promise.all([
      later(run % 3, () => removeSessions({ subjectId: subject })),
      later(run % 5, () => removeSessions({ subjectId: subject })),
    ]);
    const sum = (member: 'sessionsRemoved' | 'tokensRevoked' | 'notificationsQueued') =>
      answers.reduce((total, answer) => total + answer[member], 0);
    expect([sum('sessionsRemoved'), sum('tokensRevoked'), sum('notificationsQueued')]).toEqual([2, 2, 2]);
  });
});

it('a storm of touches on one session writes once in half a window', async () => {
  const at = (seconds: number) => new Date(Date.now() + seconds * 1000).toISOString();
  await often(async () => {
    const { key } = await stored({ properties: { issued: at(-3000), expires: at(2000) } });
    const answers = await Promise.all(Array.from({ length: 5 }, () => touch(key)));
    const told = await Promise.all(answers.map((answer) => answer.json<{ renewed: boolean }>()));
    expect(told.filter(({ renewed }) => renewed)).toHaveLength(1);
  });
});
