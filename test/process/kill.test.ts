/**
 * The real process under SIGKILL. Guarantees tested: what was acknowledged holds after a restart on the same state,
 * whatever the moment of the kill, and the index converges.
 */
import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { freePort, ProjectCopy, RunningService } from './running-service.ts';
import { describe, idOf, keyHeader, LoadClient, type LoadRecord, nameOf, type Send, type State } from './write-load.ts';

const KILLS = 5;
const CLIENTS = 8;

it('every acknowledged write outlives five kills, and the index converges', async () => {
  using project = ProjectCopy.migrated();
  const port = await freePort();
  const run = `kill-${randomUUID()}`;
  const clients = Array.from({ length: CLIENTS }, (_, n) => new LoadClient(run, n));
  const mistakes = () => clients.flatMap(({ violations }) => violations);
  const start = () => RunningService.start(project, { port, environment: { STATE_DIR: project.path('state') } });

  for (let kill = 0; kill < KILLS; kill += 1) {
    await using service = await start();
    const send: Send = (path, init) => service.fetch(path, init);
    await afterRestart(clients, send);

    let killed = false;
    const load = clients.map((client) => client.work(send, () => killed));
    // A random moment, told in writes and not in seconds: the load is the same on a slow machine.
    const enough = acknowledged(clients) + 40 + Math.random() * 160;
    while (acknowledged(clients) < enough && mistakes().length === 0) await pause(5);
    await pause(Math.random() * 50);
    killed = true;
    await service.kill();
    await Promise.all(load);
    expect(mistakes()).toEqual([]);
  }

  await using service = await start();
  const send: Send = (path, init) => service.fetch(path, init);
  await afterRestart(clients, send);
  expect(mistakes()).toEqual([]);
  await converges(service, run, clients);

  const sessions = clients.flatMap((client) => client.records).length;
  console.log(`${KILLS} kills, ${acknowledged(clients)} acknowledged writes to ${sessions} sessions, none lost`);
});

const acknowledged = (clients: readonly LoadClient[]): number =>
  clients.reduce((sum, client) => sum + client.acknowledged, 0);

/** Every record is in one of the states that it may be in; which one is known from now on. */
async function afterRestart(clients: readonly LoadClient[], send: Send): Promise<void> {
  await Promise.all(
    clients.map(async (client) => {
      await client.settle(send);
      for (const record of client.records) {
        const seen = await stateOf(record, send);
        const may = record.states.some((state) => JSON.stringify(state) === JSON.stringify(seen));
        expect(may, `${describe(record)}, is ${JSON.stringify(seen)}`).toBe(true);
        record.states = [seen];
      }
      const ended = client.records.find(({ states }) => states[0] === 'ended');
      if (ended) await staysEnded(ended, send);
    }),
  );
}

async function stateOf(record: LoadRecord, send: Send): Promise<State> {
  for (;;) {
    const answer = await send('/v1/session', { headers: keyHeader(record) });
    if (answer.status === 503) {
      await pause(250);
      continue;
    }
    if (answer.status === 404) return 'ended';
    const { ticket, subjectId, displayName } = (await answer.json()) as Record<string, string>;
    const content = JSON.parse(String(ticket));
    expect([answer.status, subjectId, displayName]).toEqual([200, content.subjectId, nameOf(content)]);
    return content;
  }
}

async function staysEnded(record: LoadRecord, send: Send): Promise<void> {
  const times = { created: '2026-01-01T00:00:00Z', renewed: '2026-01-01T00:00:00Z' };
  const body = JSON.stringify({ scheme: 's', subjectId: record.first.subjectId, sessionId: '1', ticket: '', ...times });
  const answer = await send('/v1/session', { method: 'PUT', headers: keyHeader(record), body });
  expect([answer.status, await answer.json()]).toMatchObject([410, { code: 'session-ended' }]);
}

/** Cron, then the index, until it says what the records say. */
async function converges(service: RunningService, run: string, clients: readonly LoadClient[]): Promise<void> {
  const expected = clients
    .flatMap(({ records }) => records)
    .flatMap(({ key, sessionId, states: [state] }) =>
      state === undefined || state === 'ended'
        ? []
        : [{ id: idOf(key ?? ''), sessionId, subjectId: state.subjectId, displayName: nameOf(state) }],
    );
  let indexed: IndexEntry[] = [];
  for (let attempt = 0; attempt < 60; attempt += 1) {
    expect((await fetch(`${service.address}/cdn-cgi/handler/scheduled`)).status).toBe(200);
    indexed = await entriesOf(service, run);
    if (JSON.stringify(sorted(indexed)) === JSON.stringify(sorted(expected))) break;
    await pause(1_000);
  }
  expect(sorted(indexed)).toEqual(sorted(expected));
}

interface IndexEntry {
  readonly id: string;
  readonly sessionId: string;
  readonly subjectId: string;
  readonly displayName: string;
}

const sorted = (entries: readonly IndexEntry[]): IndexEntry[] =>
  entries.toSorted((one, other) => (one.id < other.id ? -1 : 1));

async function entriesOf(service: RunningService, run: string): Promise<IndexEntry[]> {
  const entries: IndexEntry[] = [];
  for (let token: string | null = null, more = true; more; ) {
    const query = new URLSearchParams({ fields: 'summary', subjectId: run, countRequested: '1000' });
    if (token) query.set('resultsToken', token);
    const answer = await service.fetch(`/v1/sessions?${query}`);
    expect(answer.status).toBe(200);
    const page = (await answer.json()) as { results: IndexEntry[]; resultsToken: string; hasNextResults: boolean };
    for (const { id, sessionId, subjectId, displayName } of page.results) {
      entries.push({ id, sessionId, subjectId, displayName });
    }
    token = page.resultsToken;
    more = page.hasNextResults;
  }
  return entries;
}
