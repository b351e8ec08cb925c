/** Requests on one ticket that run at once: what has ended stays ended, what was acknowledged is not lost. */
import { describe, expect, it } from 'vitest';
import { fresh, get, send } from '../http-client.ts';
import { newTicket, remove, renew, retrieve, type Stored, store, stored, type Told, touch } from '../ticket-client.ts';

const RUNS = 40;
/** So that requests meet in different places. */
const later = (turns: number): Promise<void> =>
  Array.from({ length: turns }).reduce<Promise<void>>((last) => last.then(), Promise.resolve());

describe('a renewal in flight while the session is removed', () => {
  const removals: Record<string, (key: string, subject: string) => Promise<Response>> = {
    'by its key': (key) => remove(key),
    'by its subject': (_key, subjectId) => send('POST', '/v1/sessions/delete', { json: { subjectId } }),
  };
  for (const [how, end] of Object.entries(removals)) {
    it.each([
      ['the same subject', 'minted'],
      ['the same subject', 'chosen'],
      ['another subject', 'minted'],
      ['another subject', 'chosen'],
    ])(`${how}, for %s, under a %s key, stays removed`, async (whose, kind) => {
      // An end by subject does not end what has gone to another subject: there the order decides.
      const moves = whose === 'another subject';
      for (let run = 0; run < RUNS / 2; run += 1) {
        const subject = fresh('subject');
        const key = kind === 'minted' ? (await stored({ subject })).key : fresh('key');
        if (kind === 'chosen') expect((await renew(key, newTicket({ subject }))).status).toBe(201);
        const ticket = newTicket(moves ? {} : { subject });
        const [renewed, ended] = await Promise.all([
          later(run % 7).then(() => renew(key, ticket)),
          later(run % 5).then(() => end(key, subject)),
        ]);
        expect([200, 204]).toContain(ended.status);
        expect([200, 410]).toContain(renewed.status);
        const movedAway = moves && how === 'by its subject' && renewed.status === 200;
        expect((await retrieve(key)).status).toBe(movedAway ? 200 : 404);
        if (!movedAway) expect((await renew(key, ticket)).status).toBe(410);
      }
    });
  }
});

describe('renewals of one session at once', () => {
  it('all succeed, one after the other: created stays, revisions differ', async () => {
    const { key, session } = await stored();
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, n) =>
        renew(key, newTicket({ subject: session.subjectId, scheme: `scheme-${n}` })),
      ),
    );
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
    const told = await Promise.all(answers.map((answer) => answer.json<Told>()));
    expect(new Set(told.map((one) => one.session.revision)).size).toBe(20);
    for (const one of told)
      expect(one.session).toMatchObject({ created: session.created, sessionId: session.sessionId });
    const last = told.toSorted((a, b) => b.session.revision - a.session.revision)[0];
    expect(await (await retrieve(key)).json()).toEqual(last);
  });
  it('with the same If-Match, exactly one succeeds', async () => {
    for (let run = 0; run < RUNS / 4; run += 1) {
      const { key, session } = await stored();
      const ticket = newTicket({ subject: session.subjectId });
      const answers = await Promise.all(
        Array.from({ length: 5 }, () => renew(key, ticket, { 'If-Match': `"${session.revision}"` })),
      );
      expect(answers.map(({ status }) => status).sort()).toEqual([200, 412, 412, 412, 412]);
    }
  });
  it('for different subjects leave one session, whole', async () => {
    for (let run = 0; run < RUNS / 4; run += 1) {
      const { key } = await stored();
      const answers = await Promise.all(
        Array.from({ length: 4 }, (_, n) => renew(key, newTicket({ sessionId: `S${n}`, clientIds: [`client-${n}`] }))),
      );
      expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
      const told = await Promise.all(answers.map((answer) => answer.json<Told>()));
      const { session } = await (await retrieve(key)).json<Told>();
      expect(told.map((one) => one.session)).toContainEqual(session);
      const { sessions } = await (
        await send('POST', '/v1/sessions/find', { json: { subjectId: session.subjectId } })
      ).json<{ sessions: { id: string }[] }>();
      expect(sessions.map(({ id }) => id)).toEqual([session.id]);
    }
  });
  it('of a key that never existed: one creates it, the others renew it', async () => {
    for (let run = 0; run < RUNS / 4; run += 1) {
      const [key, subject] = [fresh('key'), fresh('subject')];
      const answers = await Promise.all(Array.from({ length: 4 }, () => renew(key, newTicket({ subject }))));
      expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 200, 201]);
      const told = await Promise.all(answers.map((answer) => answer.json<Told>()));
      expect(new Set(told.map((one) => `${one.session.sessionId} ${one.session.created}`)).size).toBe(1);
    }
  });
});

it('a storm of touches slides once', async () => {
  const at = (seconds: number) => new Date(Date.now() + seconds * 1000).toISOString();
  const { key } = await stored({ properties: { issued: at(-3000), expires: at(2000) } });
  const answers = await Promise.all(Array.from({ length: 50 }, () => touch(key)));
  const told = await Promise.all(answers.map((answer) => answer.json<{ renewed: boolean }>()));
  expect(told.filter(({ renewed }) => renewed)).toHaveLength(1);
});

it('sign-ins while everything of the subject is removed are listed or ended, never in between', async () => {
  for (let run = 0; run < RUNS / 4; run += 1) {
    const subject = fresh('subject');
    const removed = later(run % 5).then(() => send('POST', '/v1/sessions/delete', { json: { subjectId: subject } }));
    const answers = await Promise.all(
      Array.from({ length: 4 }, (_, n) => later(n + (run % 3)).then(() => store({ subject }))),
    );
    expect((await removed).status).toBe(200);
    const found = await send('POST', '/v1/sessions/find', { json: { subjectId: subject } });
    const listed = (await found.json<{ sessions: { key: string }[] }>()).sessions.map(({ key }) => key);
    for (const answer of answers.filter(({ status }) => status !== 410)) {
      const { key } = await answer.json<Stored>();
      expect(listed.includes(key)).toBe((await get(key)).status === 200);
    }
  }
});
