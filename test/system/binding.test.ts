/**
 * Another Worker, bound to the service: by RPC, and with the client over the service's `fetch`.
 * Real runtime, two Workers. What the calls do is in `test/workers/remote-rpc.test.ts` and `remote-client.test.ts`.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Asked, TwoWorkers } from './harness/two-workers.ts';

const HOUR = 3_600_000;
let workers: TwoWorkers;

beforeAll(async () => {
  workers = await TwoWorkers.start({
    BFF: { name: 'the-bff', scopes: ['store', 'manage:read'] },
    SUPPORT: { name: 'support', scopes: ['manage'] },
    NOTHING: undefined,
    WRONG: { name: 'wrong', scopes: ['everything'] },
  });
});
afterAll(() => workers.stop());

const ask = (by: string, part: string, method: string, args: readonly unknown[], more: Partial<Asked> = {}) =>
  workers.ask({ by, part, method, args, ...more });

const ticketFor = (subject: string) => ({
  scheme: 'cookie',
  claims: [{ type: 'sub', value: subject, valueType: null, issuer: null }],
  properties: { issued: null, expires: Date.now() + HOUR, isPersistent: null, allowRefresh: null, items: {} },
  sessionId: null,
  issuer: null,
  clients: [],
});

describe('a Worker that is bound to the service', () => {
  it.each(['BFF', 'client'])('signs in, reads and signs out (%s)', async (by) => {
    const ticket = ticketFor(`subject of ${by}`);
    const { value: stored } = await ask(by, 'tickets', 'store', [ticket]);
    expect(stored).toMatchObject({ outcome: 'stored', replayed: false });
    const { key, session } = stored;
    expect((await ask(by, 'tickets', 'retrieve', [key])).value).toMatchObject({ outcome: 'found', session });
    expect((await ask(by, 'tickets', 'retrieve', [key], { onBehalfOf: 'Ädá' })).value).toMatchObject({
      outcome: 'found',
    });
    expect((await ask(by, 'store', 'getSessions', [{ subjectId: session.subjectId }])).value).toMatchObject({
      outcome: 'found',
      sessions: [{ key }],
    });
    expect((await ask(by, 'tickets', 'remove', [key])).value).toMatchObject({ outcome: 'deleted' });
    expect((await ask(by, 'tickets', 'retrieve', [key])).value).toEqual({ outcome: 'session-not-found' });
  });

  it('is named in history by its props, beside the person for whom it asked', async () => {
    const subject = 'subject whom support signs out';
    await ask('BFF', 'tickets', 'store', [ticketFor(subject)]);
    const removal = {
      subjectId: subject,
      sessionId: null,
      ids: null,
      clientIds: null,
      removeServerSideSession: true,
      sendBackchannelLogoutNotification: true,
      revokeTokens: true,
      revokeConsents: true,
      exceptSessionIds: null,
      bffPartitions: null,
      reason: 'terminated',
      dryRun: false,
    };
    const removed = await ask('SUPPORT', 'management', 'remove', [removal], { onBehalfOf: 'Ädá' });
    expect(removed.value).toMatchObject({ outcome: 'removed', answer: { sessionsRemoved: 1 } });
    const paging = { countRequested: 1, resultsToken: null, requestPriorResults: false, totals: false };
    const { value } = await ask('BFF', 'management', 'history', [{ subjectId: subject, sessionId: null, ...paging }]);
    expect(value.page.results).toMatchObject([{ actor: 'support', onBehalfOf: 'Ädá', reason: 'terminated' }]);
  });

  it.each([
    ['without props', 'NOTHING'],
    ['with a scope that is none', 'WRONG'],
    ['without the scope', 'SUPPORT'],
  ])('%s hears what is wrong, by name and code', async (_, by) => {
    const { thrown } = await ask(by, 'tickets', 'retrieve', ['a-secret-key']);
    expect(thrown).toMatchObject({ name: 'RequestRefused', code: 'insufficient-scope', errors: [] });
    expect(JSON.stringify(thrown)).not.toContain('secret');
  });

  it('hears where its arguments are wrong, and the service keeps them to itself', async () => {
    for (const by of ['BFF', 'client']) {
      const { thrown } = await ask(by, 'store', 'getSession', ['secret\u0000']);
      expect(thrown, by).toMatchObject({
        name: 'RequestRefused',
        code: 'invalid-request',
        errors: [{ path: 'Session-Key', message: 'must not hold control characters' }],
      });
    }
    expect(workers.logs.filter((line) => line.includes('secret'))).toEqual([]);
  });

  it('reaches the one call of the binding, and nothing besides', async () => {
    for (const name of ['ctx', 'env', 'boundCall', '#call']) {
      expect(await workers.property('BFF', name), name).toContain('does not implement');
    }
  });

  it('leaves a line in the log for each call, without keys or subjects', () => {
    const lines = workers.logs.filter((line) => line.includes('"RPC ')).map((line) => JSON.parse(line));
    expect(lines).toContainEqual(
      expect.objectContaining({ method: 'RPC GET', route: '/v1/ticket', actor: 'the-bff', status: 200 }),
    );
    expect(lines).toContainEqual(expect.objectContaining({ code: 'insufficient-scope', actor: null, status: 403 }));
    expect(workers.logs.filter((line) => /subject of|subject whom/.test(line))).toEqual([]);
  });
});
