/**
 * The real process under SIGKILL between the end of sessions and their notification. Guarantees tested: what was committed is
 * delivered after a restart on the same state, to every client of every session; so is what a kill caught under way; and the
 * process prints no secret.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { Party } from '../system/harness/party.ts';
import { RelyingParties } from '../system/harness/relying-parties.ts';
import { freePort, ProjectCopy, RunningService } from './running-service.ts';

const SUBJECTS = 5;
const SESSIONS = 3;
const CLIENTS = 4;
const SECRET = 'a-secret-of-the-ticket';

it('a kill between commit and delivery loses no notification', async () => {
  using project = ProjectCopy.migrated();
  const port = await freePort();
  const environment = {
    STATE_DIR: project.path('state'),
    ALLOW_PRIVATE_LOGOUT_URIS: 'true',
    ISSUER: 'https://op.example.com',
  };
  const start = () => RunningService.start(project, { port, environment });
  const parties = await RelyingParties.start();
  const clients = await Promise.all(
    Array.from({ length: CLIENTS }, (_, n) =>
      // Two that take the token and never answer, one that breaks off, one that answers: of what it got nothing is told by then.
      Party.that(
        n < 2 ? { status: null } : n === 2 ? { status: null, after: 'breaks' } : { status: 200, delay: 500 },
        parties.origin,
      ),
    ),
  );
  const sids: string[] = [];
  const keys: string[] = [];
  let printed = '';

  {
    await using service = await start();
    const post = async (path: string, body: unknown, method = 'POST') => {
      const answer = await service.fetch(path, { method, body: JSON.stringify(body) });
      expect(answer.ok, `${path}: ${answer.status}`).toBe(true);
      return (await answer.json()) as { key: string; session: { sessionId: string } };
    };
    for (const { clientId, address } of clients) {
      await post(`/v1/clients/${clientId}`, { backChannelLogoutUri: address }, 'PUT');
    }
    const clientIds = clients.map(({ clientId }) => clientId);
    for (let n = 0; n < SUBJECTS * SESSIONS; n += 1) {
      const claims = [{ type: 'sub', value: `subject ${n % SUBJECTS}` }];
      const ticket = { scheme: 'cookie', claims, properties: { items: { token: SECRET } }, clientIds };
      const { key, session } = await post('/v1/tickets', { ticket });
      sids.push(session.sessionId);
      keys.push(key);
    }
    const removals = Array.from({ length: SUBJECTS }, (_, n) =>
      post('/v1/management/sessions/remove', { subjectId: `subject ${n}` }),
    );
    await Promise.all(removals);
    await service.kill();
    printed = service.output;
  }

  const hadHeard = await Promise.all(
    clients.map(async (client) => new Set((await client.claims()).map(({ sid }) => sid))),
  );
  // What was answered, the service may have heard: it counts. All others have to hear again.
  const all = SUBJECTS * SESSIONS * CLIENTS;
  expect(hadHeard.reduce((sum, { size }) => sum + size, 0)).toBeLessThan(all / 2);
  const answered = hadHeard[CLIENTS - 1] ?? new Set();
  for (const client of clients) await client.tell({ status: 200 });

  await using service = await start();
  const lacking = async () => {
    // As the platform's clock does every few minutes.
    await fetch(`${service.address}/cdn-cgi/handler/scheduled`);
    const heard = await Promise.all(
      clients.map(async (client) => new Set((await client.claims()).map(({ sid }) => sid))),
    );
    for (const sid of answered) heard[CLIENTS - 1]?.add(sid);
    return heard.map((of) => sids.filter((sid) => !of.has(sid)).length);
  };
  const began = Date.now();
  for (;;) {
    const left = await lacking();
    if (left.every((n) => n === 0) || Date.now() - began > 240_000) break;
    await pause(500);
  }
  expect(await lacking()).toEqual(Array(CLIENTS).fill(0));
  const answer = await service.fetch('/v1/management/deliveries?status=delivered&countRequested=1000');
  const { results } = (await answer.json()) as { results: { clientId: string; sessionId: string }[] };
  expect(new Set(results.map(({ clientId, sessionId }) => `${clientId} ${sessionId}`)).size).toBe(all);
  console.log(`${all} notifications, ${Date.now() - began} ms after the restart none was missing`);

  printed += service.output;
  const tokens = (await Promise.all(clients.map((client) => client.tokens()))).flat();
  const signatures = tokens.map((token) => token.split('.')[2] ?? token);
  expect(tokens.length).toBeGreaterThan(CLIENTS);
  // Its variables hold the generated ticket key and private keys.
  const generated = [...project.read('.dev.vars').matchAll(/"(?:key|d|p|q|dp|dq|qi)":"([^"]+)"/g)].map(
    ([, value = '']) => value,
  );
  expect(generated.length).toBeGreaterThan(3);
  for (const control of ['"event":"request"', '/v1/tickets']) expect(printed).toContain(control);
  const secrets = [SECRET, service.token, ...keys, ...signatures, ...generated];
  expect(secrets.filter((secret) => printed.includes(secret))).toEqual([]);
  await parties.stop();
});
