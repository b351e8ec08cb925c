/**
 * `edge-sessions` where something comes in between: ctrl-C in a long walk and in an end, an answer that is lost, a reader that
 * goes away, a service that is down or says 503.
 */
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Console, type ConsoleRun } from './console.ts';
import { freePort, ProjectCopy, RunningService } from './running-service.ts';
import { ServiceInBetween } from './service-in-between.ts';

/** Three pages of a walk, and more than a pipe holds. */
const SESSIONS = 1_100;
const AT_ONCE = 8;

let project: ProjectCopy;
let service: RunningService;

const consoleAt = (address: string) => new Console(project, address, { TOKEN: service.token });

async function create(subjectId: string, sessionId: string): Promise<void> {
  const session = { scheme: 'cookies', subjectId, sessionId, displayName: 'Somebody', ticket: 'anything' };
  expect((await service.fetch('/v1/sessions', { method: 'POST', body: JSON.stringify(session) })).status).toBe(201);
}

beforeAll(async () => {
  project = ProjectCopy.migrated();
  service = await RunningService.start(project, { environment: { STATE_DIR: project.path('state') } });
  const numbers = Array.from({ length: SESSIONS }, (_, n) => n).values();
  const worker = async () => {
    for (const n of numbers) await create(`many-${n % 20}`, `M${n}`);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
});
afterAll(async () => {
  await service?.kill();
  project?.[Symbol.dispose]();
});

const interrupt = (run: ConsoleRun) => run.process.kill('SIGINT');

/** The line that the tool has printed to repeat what was interrupted. */
function repeatOf(err: string): string {
  const line = /learn what became of it:\n {2}(.+)\n/.exec(err)?.[1];
  expect(line, err).toContain('--idempotency-key console-');
  return String(line);
}

describe('a long walk', () => {
  it('goes through every page, once, and says how far it is', async () => {
    const { code, out, err } = await consoleAt(service.address).run('list', '--all', '--json');
    const sids = out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line).sessionId);
    expect([code, sids.length, new Set(sids).size]).toEqual([0, SESSIONS, SESSIONS]);
    expect(err).toContain(`Sessions 500 of ${SESSIONS}\n`);
  });

  it('interrupted is 130, says what had come, and leaves whole lines', async () => {
    using between = await ServiceInBetween.to(service.address, ({ path }) =>
      path.includes('resultsToken') ? 'hold' : 'pass',
    );
    const run = consoleAt(between.address).start('list', '--all', '--json');
    await expect.poll(() => between.passed.length, { timeout: 20_000 }).toBe(2);
    interrupt(run);
    const { code, out, err } = await run.ended;
    expect([code, err]).toEqual([
      130,
      expect.stringContaining('Interrupted. 500 sessions had come; nothing was changed.'),
    ]);
    expect(
      out
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line).sessionId),
    ).toHaveLength(500);
  });

  it('ends quietly when its reader goes away', async () => {
    for (const args of ['list --all --json', 'list --all']) {
      const { code, out, err } = await consoleAt(service.address).shell(
        `edge-sessions ${args} | head -n 1; exit \${PIPESTATUS[0]}`,
      );
      expect([code, out.split('\n').length]).toEqual([0, 2]);
      expect(err).not.toMatch(/EPIPE|Error|1100 sessions/);
    }
  });
});

describe('an end', () => {
  it('interrupted says that it may have happened, and the line that it prints tells what became of it', async () => {
    await create('interrupted', 'I1');
    using between = await ServiceInBetween.to(service.address, ({ idempotencyKey }) =>
      idempotencyKey ? 'hold' : 'pass',
    );
    const run = consoleAt(between.address).start('end', '--subject', 'interrupted', '--yes');
    await expect.poll(() => between.passed.length, { timeout: 20_000 }).toBe(2);
    interrupt(run);
    const { code, out, err } = await run.ended;
    expect([code, out]).toEqual([130, '']);
    expect(err).toContain('Interrupted. What was asked for may have happened, or a part of it. To repeat it safely');
    expect(err).not.toContain(service.token);

    const repeated = await consoleAt(service.address).shell(repeatOf(err));
    expect([repeated.code, repeated.out]).toEqual([
      0,
      expect.stringMatching(/^Ended 1 session; .* Done by the first attempt at /),
    ]);
    const history = await service.fetch('/v1/management/history?subjectId=interrupted');
    expect(await history.json()).toMatchObject({ totalCount: 1 });
  });

  it('interrupted before anything was asked for changes nothing, and says so', async () => {
    await create('previewed', 'P1');
    using between = await ServiceInBetween.to(service.address, () => 'hold');
    const run = consoleAt(between.address).start('end', '--subject', 'previewed', '--yes');
    await expect.poll(() => between.passed.length, { timeout: 20_000 }).toBe(1);
    interrupt(run);
    expect(await run.ended).toEqual({ code: 130, out: '', err: '\nInterrupted. Nothing was changed.\n' });
    expect(between.passed.map(({ body }) => JSON.parse(body).dryRun)).toEqual([true]);
  });

  it('whose answer is lost is repeated with the same key, and happens once', async () => {
    await create('lost', 'L1');
    using between = await ServiceInBetween.to(service.address, ({ idempotencyKey }, earlier) =>
      idempotencyKey && !earlier.some((one) => one.idempotencyKey) ? 'break' : 'pass',
    );
    const { code, out } = await consoleAt(between.address).run('end', '--subject', 'lost', '--yes', '--json');
    expect([code, JSON.parse(out)]).toMatchObject([0, { sessionsRemoved: 1, replayed: true }]);
    const [, first, second] = between.passed;
    expect(second).toEqual(first);
  });

  it('that the service cannot do now is 4, with the line that repeats it', async () => {
    await using down = await refusing(({ headers }) => (headers['idempotency-key'] ? 60 : null));
    const { code, out, err } = await consoleAt(down.address).run('end', '--subject', 'nobody', '--yes');
    expect([code, out]).toEqual([4, '']);
    expect(err).toContain(`${down.address} asks to wait 60 s: 503 Not now.\nWhat was asked for may have happened`);
    expect(repeatOf(err.slice(err.indexOf('60 s')))).toContain(' end --subject nobody --yes ');
  });
});

describe('out of reach', () => {
  it('nobody there is 4, whatever was asked for', async () => {
    const address = `http://127.0.0.1:${await freePort()}`;
    for (const args of [['list'], ['end', '--subject', 'a', '--yes'], ['stats', '--json']]) {
      const { code, out, err } = await consoleAt(address).run(...args);
      expect([args, code, out, err]).toEqual([args, 4, '', expect.stringContaining(`Nothing answers at ${address}`)]);
    }
  });

  it('a service that says 503 is waited for, and what comes then counts', async () => {
    let refusals = 2;
    await using busy = await refusing(() => (refusals-- > 0 ? 1 : null));
    const { code, out, err } = await consoleAt(busy.address).run('stats', '--json');
    expect([code, JSON.parse(out)]).toEqual([0, {}]);
    expect(err).toBe('Waits 1 s: 503 Not now.\n'.repeat(2));
  });

  it('a service that asks for more patience than a person has is 4 at once', async () => {
    await using down = await refusing(() => 60);
    const { code, out, err } = await consoleAt(down.address).run('stats');
    expect([code, out, err]).toEqual([4, '', `${down.address} asks to wait 60 s: 503 Not now.\n`]);
  });

  it('somebody else at the address is 4, not a service without sessions', async () => {
    const page = createServer((_, response) => response.writeHead(404).end('<h1>Not here</h1>')).listen(0, '127.0.0.1');
    await new Promise((resolve) => page.once('listening', resolve));
    const address = `http://127.0.0.1:${(page.address() as AddressInfo).port}`;
    expect(await consoleAt(address).run('list')).toMatchObject({
      code: 4,
      err: expect.stringContaining('is the address right?'),
    });
    page.close();
  });
});

/** Says 503 with that many seconds; with null, an empty document. */
async function refusing(retryAfter: (request: IncomingMessage) => number | null) {
  const server = createServer((request, response) => {
    request.resume();
    const seconds = retryAfter(request);
    if (seconds === null) return response.end('{}');
    const problem = { code: 'unavailable', status: 503, detail: 'Not now.' };
    return response.writeHead(503, { 'retry-after': String(seconds) }).end(JSON.stringify(problem));
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
