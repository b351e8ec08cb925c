/** Every command of `edge-sessions` against the running service, for people and as JSON; and whoever may not. */
import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { stripVTControlCharacters } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Console } from './console.ts';
import { freePort, ProjectCopy, RunningService } from './running-service.ts';

const HOSTILE = '"><script>\u202e';
const SECRET = 'data-of-a-grant';

const READER = 'reader-token';
const TOKENS = [
  { token: READER, name: 'reader', scopes: ['manage:read'] },
  { token: 'all-token', name: 'support', scopes: ['store', 'manage', 'tickets:read', 'configure'] },
].map(({ token, ...rest }) => ({ ...rest, sha256: createHash('sha256').update(token).digest('hex') }));

let project: ProjectCopy;
let service: RunningService;
let console_: Console;

const call = async (method: string, path: string, body: unknown) => {
  const answer = await service.fetch(path, { method, body: JSON.stringify(body), token: 'all-token' });
  expect(answer.ok, `${path}: ${answer.status}`).toBe(true);
  return answer.json();
};

/** Signs in to one client; resolves to the public id. */
async function signIn(subject: string, sessionId: string, clientIds = ['web']): Promise<string> {
  const claims = [
    { type: 'sub', value: subject },
    { type: 'name', value: HOSTILE },
  ];
  const ticket = { scheme: 'cookies', claims, properties: { items: { device: 'Firefox' } }, sessionId, clientIds };
  return ((await call('POST', '/v1/tickets', { ticket })) as { session: { id: string } }).session.id;
}

const grant = (key: string, type: string, subjectId: string, sessionId: string | null) =>
  call('POST', '/v1/grants', { key, type, subjectId, sessionId, clientId: 'web', data: SECRET });

beforeAll(async () => {
  project = new ProjectCopy();
  service = await RunningService.start(project, {
    environment: {
      STATE_DIR: project.path('state'),
      API_TOKENS: JSON.stringify(TOKENS),
      USER_DISPLAY_NAME_CLAIM_TYPE: 'name',
      ALLOW_PRIVATE_LOGOUT_URIS: 'true',
      ISSUER: 'https://op.example.com',
    },
  });
  writeFileSync(project.path('.token'), 'all-token\n');
  console_ = new Console(project, service.address, { TOKEN: 'all-token' });
  // Where nothing listens: what is sent there is tried again.
  await call('PUT', '/v1/clients/web', {
    displayName: 'Web',
    backChannelLogoutUri: `http://127.0.0.1:${await freePort()}/`,
  });
});
afterAll(async () => {
  await service?.kill();
  project?.[Symbol.dispose]();
});

const json = async (...args: string[]) => {
  const { code, out, err } = await console_.run(...args, '--json');
  expect([code, err]).toEqual([0, expect.not.stringContaining('    at ')]);
  return JSON.parse(out);
};

describe('reading', () => {
  let id: string;
  beforeAll(async () => {
    id = await signIn('reader-alice', 'R1');
    await signIn('reader-bob', 'R2');
    await grant('key-of-a-grant', 'refresh_token', 'reader-alice', 'R1');
    await grant('key-of-a-consent', 'user_consent', 'reader-alice', null);
  });

  it('list: by parts, as a table and as one document', async () => {
    const { code, out } = await console_.run(
      'list',
      '--subject',
      'er-al',
      '--name',
      'SCRIPT',
      '--client',
      'web',
      '--active',
    );
    expect([code, out.split('\n')[1]]).toEqual([
      0,
      expect.stringMatching(`^${id}  "><script>\\\\u\\{202e\\}  reader-alice`),
    ]);
    const page = await json('list', '--subject', 'reader-', '--limit', '1');
    expect(page).toMatchObject({ hasNextResults: true, totalCount: 2, totalCountAtLeast: 2 });
    expect(page.results).toMatchObject([{ id, displayName: HOSTILE, clientIds: ['web'] }]);
    const { results } = await json('list', '--session', 'R');
    expect(results.map(({ subjectId }: { subjectId: string }) => subjectId)).toEqual(['reader-alice', 'reader-bob']);
    for (const none of ['--expired', '--client=shop', '--name=nobody'])
      expect(await console_.run('list', '--subject', 'reader-', none)).toEqual({
        code: 1,
        out: '',
        err: 'No session matches.\n',
      });
  });

  it('show: the session, its grants, its claims where asked for', async () => {
    const { code, out } = await console_.run('show', id, '--ticket');
    expect(code).toBe(0);
    expect(out).toContain('1  refresh_token of web\n');
    expect(out).toMatch(/Claims\nsub {3}reader-alice\nname {2}"><script>\\u\{202e\}\n$/);
    const shown = await json('show', id);
    expect(shown).toMatchObject({
      session: { id },
      history: [],
      grants: [{ type: 'refresh_token', clientId: 'web', count: 1 }],
    });
    expect(shown).not.toHaveProperty('ticket');
    expect(await json('show', id, '--ticket')).toMatchObject({
      ticket: { claims: [{ value: 'reader-alice' }, { value: HOSTILE }] },
    });
    expect(await console_.run('show', 'nobody')).toEqual({
      code: 1,
      out: '',
      err: 'It never existed, or it has ended.\n',
    });
  });

  it('grants: without what is secret', async () => {
    const table = await console_.run('grants', '--subject', 'reader-alice');
    expect([table.code, table.out]).toEqual([
      0,
      expect.stringMatching(/^TYPE .*\nrefresh_token +web +R1 .*\nuser_consent +web .*\n$/),
    ]);
    const document = await console_.run('grants', '--subject', 'reader-alice', '--type', 'user_consent', '--json');
    expect(JSON.parse(document.out).grants).toMatchObject([{ type: 'user_consent', clientId: 'web', sessionId: null }]);
    for (const { out } of [table, document])
      for (const secret of ['key-of-a', SECRET]) expect(out).not.toContain(secret);
  });

  it('clients: all, and one', async () => {
    expect((await console_.run('clients')).out).toMatch(/\nweb +Web +yes +http:\/\/127/);
    expect((await json('clients')).results).toMatchObject([{ clientId: 'web' }]);
    expect((await console_.run('clients', 'web')).out).toMatch(/^Client +web\nName +Web\n/);
    expect(await json('clients', 'web')).toMatchObject({ clientId: 'web', enabled: true });
    expect((await console_.run('clients', 'nobody')).code).toBe(1);
  });

  it('stats', async () => {
    expect((await console_.run('stats')).out).toMatch(/^Active sessions +\d+\n/);
    expect(await json('stats')).toMatchObject({ deadDeliveries: 0 });
  });

  it('JSON goes into jq, and nothing else does', async () => {
    const parser = `if command -v jq >/dev/null; then jq -c .results[0].id; else "$NODE" -p 'JSON.stringify(JSON.parse(require("fs").readFileSync(0, "utf8")).results[0].id)'; fi`;
    for (const line of ['list --subject reader-alice --json', 'list --subject reader-alice --json --limit 1']) {
      const { code, out, err } = await console_.shell(`set -o pipefail; edge-sessions ${line} | ${parser}`);
      expect([code, out, err]).toEqual([0, `"${id}"\n`, '']);
    }
  });

  it('on a terminal: lines as wide as it is, in colours unless NO_COLOR says so', async () => {
    const { code, out } = await console_.terminal('', 'edge-sessions list --subject reader-');
    expect([code, out]).toEqual([0, expect.stringContaining('\u001b[1mID')]);
    const lines = stripVTControlCharacters(out).split('\r\n');
    expect(lines.find((line) => line.startsWith(id))).toContain('reader-alice');
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(80);
    const plain = await console_.terminal('', 'NO_COLOR=1 edge-sessions list --subject reader-');
    expect([plain.code, plain.out]).toEqual([0, expect.not.stringContaining('\u001b')]);
  });
});

describe('ending', () => {
  it('a dry run says what would happen, and nothing does', async () => {
    await signIn('dry', 'D1');
    await grant('dry-token', 'refresh_token', 'dry', 'D1');
    const { code, out } = await console_.run('end', '--subject', 'dry', '--dry-run');
    expect([code, out]).toEqual([
      0,
      'Would do this: ends 1 session, revokes 1 token, tells 1 client; access tokens already issued stay valid until they expire.\n',
    ]);
    expect(await json('end', '--subject', 'dry', '--dry-run')).toMatchObject({ dryRun: true, sessionsRemoved: 1 });
    expect((await json('list', '--subject', 'dry')).results).toHaveLength(1);
    expect((await console_.run('end', '--subject', 'nobody', '--dry-run')).code).toBe(1);
  });

  it('asks on a terminal, and takes only yes for an answer', async () => {
    await signIn('asked', 'A1');
    for (const typed of ['n\n', '\n', 'yess\n', '\u0004']) {
      const { code, out } = await console_.terminal(typed, 'edge-sessions end --subject asked');
      expect([typed, code, out]).toEqual([typed, 1, expect.stringContaining('Nothing was changed.')]);
      expect(out).toContain('Ends 1 session, tells 1 client; ');
    }
    expect((await json('list', '--subject', 'asked')).results).toHaveLength(1);
    const { code, out } = await console_.terminal('y\n', 'edge-sessions end --subject asked');
    expect([code, out]).toEqual([0, expect.stringContaining('Ended 1 session, tells 1 client; ')]);
    expect((await console_.run('list', '--subject', 'asked')).code).toBe(1);
  });

  it('asks for --yes where there is no terminal, and names who asked in history', async () => {
    const id = await signIn('unattended', 'U1');
    expect(await console_.run('end', '--subject', 'unattended')).toMatchObject({ code: 2, out: '' });
    const ended = await json(
      'end',
      '--id',
      id,
      '--yes',
      '--on-behalf-of',
      'Jürgen (support)',
      '--reason',
      'user_logout',
    );
    expect(ended).toMatchObject({ sessionsRemoved: 1, notificationsQueued: 1, dryRun: false, replayed: false });
    expect((await json('history', '--subject', 'unattended')).results).toMatchObject([
      { id, reason: 'user_logout', actor: 'support', onBehalfOf: 'Jürgen (support)' },
    ]);
    expect((await console_.run('history', '--session', 'U1')).out).toMatch(
      /user_logout +Jürgen \(support\) \(support\) +unattended/,
    );
    expect((await console_.run('history', '--subject', 'nobody')).code).toBe(1);
  });

  it('each flag does what it says', async () => {
    for (const session of ['F1', 'F2']) await signIn('flags', session, ['web', 'shop']);
    for (const [n, type] of ['refresh_token', 'user_consent'].entries()) await grant(`flags-${n}`, type, 'flags', null);
    const bff = { key: 'bff-key-of-flags', subjectId: 'flags', sessionId: 'F1', ticket: 'anything' };
    await call('POST', '/v1/bff/portal/sessions', bff);
    const end = (...args: string[]) => json('end', '--subject', 'flags', '--dry-run', ...args);
    expect(await end()).toMatchObject({
      sessionsRemoved: 2,
      tokensRevoked: 1,
      consentsRevoked: 1,
      notificationsQueued: 2,
    });
    expect(await end('--keep-session')).toMatchObject({ sessionsRemoved: 0, tokensRevoked: 1 });
    expect(await end('--no-tokens')).toMatchObject({ tokensRevoked: 0, consentsRevoked: 1 });
    expect(await end('--no-consents')).toMatchObject({ tokensRevoked: 1, consentsRevoked: 0 });
    expect(await end('--no-notify')).toMatchObject({ notificationsQueued: 0 });
    expect(await end('--client', 'shop')).toMatchObject({ tokensRevoked: 0, notificationsQueued: 0 });
    expect(await end('--except-session', 'F1')).toMatchObject({ sessionsRemoved: 1 });
    expect(await end('--session', 'F1')).toMatchObject({ sessionsRemoved: 1, consentsOutOfReach: 1 });
    expect(await end('--bff-partition', 'portal')).toMatchObject({ bffSessionsRemoved: 1 });
  });
});

describe('deliveries', () => {
  it('are listed, and sent again one by one or all that are dead', async () => {
    await signIn('told', 'T1');
    await signIn('told', 'T2');
    await json('end', '--subject', 'told', '--yes');
    const listed = async (...args: string[]) => (await json('deliveries', '--subject', 'told', ...args)).results;
    const [delivery, ...others] = await listed('--client', 'web', '--pending');
    expect([delivery, others]).toMatchObject([{ status: 'pending', clientId: 'web' }, [{ subjectId: 'told' }]]);
    expect(await console_.run('deliveries', '--subject', 'told', '--delivered')).toMatchObject({ code: 1, out: '' });
    expect((await console_.run('deliveries', '--subject', 'told')).out).toContain(delivery.id);
    expect(await console_.run('redeliver', delivery.id)).toMatchObject({
      code: 0,
      out: expect.stringContaining('On its way'),
    });
    expect(await json('redeliver', delivery.id)).toMatchObject({ id: delivery.id, status: 'pending' });
    expect((await console_.run('redeliver', 'nobody')).code).toBe(1);

    expect(await console_.run('redeliver', '--client', 'web', '--dead')).toMatchObject({ code: 1, out: '' });
    // A client that is disabled makes what is due dead at once.
    await call('PUT', '/v1/clients/web', { enabled: false, backChannelLogoutUri: 'http://127.0.0.1:9/' });
    for (const { id } of [delivery, ...others]) await json('redeliver', id);
    await expect
      .poll(
        () =>
          console_
            .run('deliveries', '--subject', 'told', '--dead', '--json')
            .then(({ out }) => JSON.parse(out).results.length),
        { timeout: 30_000, interval: 500 },
      )
      .toBe(2);
    const { code, out, err } = await console_.run('redeliver', '--client', 'web', '--dead');
    expect([code, out, err]).toEqual([
      0,
      expect.stringMatching(/^\d+ deliveries on the way\.\n$/),
      expect.stringContaining('Deliveries 1 of '),
    ]);
    expect(out).not.toMatch(/^[01] /);
  });
});

describe('who may not', () => {
  it('a wrong token, none, or one that lacks the scope is 3, and never printed', async () => {
    const wrong = new Console(project, service.address, { TOKEN: 'wrong-token' });
    const reader = new Console(project, service.address, { TOKEN: READER });
    const broken = new Console(project, service.address, { TOKEN: 'broken\ntoken' });
    const every = [
      ['list'],
      ['show', 'x'],
      ['end', '--subject', 'a', '--yes'],
      ['history'],
      ['deliveries'],
      ['redeliver', 'x'],
      ['grants', '--subject', 'a'],
      ['clients'],
      ['stats'],
    ];
    for (const args of every) {
      const { code, out, err } = await wrong.run(...args);
      expect([args, code, out, err]).toEqual([
        args,
        3,
        '',
        `The service at ${service.address} does not know this token.\n`,
      ]);
    }
    for (const args of [
      ['end', '--subject', 'a', '--dry-run'],
      ['redeliver', 'x'],
      ['grants', '--subject', 'a'],
      ['clients'],
    ])
      expect([args, await reader.run(...args)]).toEqual([
        args,
        { code: 3, out: '', err: expect.stringMatching(/^This token may not: .*scope/) },
      ]);
    expect(await broken.run('stats')).toEqual({
      code: 3,
      out: '',
      err: 'The API token has characters that no header can carry.\n',
    });
    const id = await signIn('forbidden', 'N1');
    expect((await reader.run('show', id, '--ticket')).code).toBe(3);
    expect(await reader.run('show', id)).toMatchObject({
      code: 0,
      out: expect.stringContaining('Not shown: this token may not'),
    });
  });

  it('the token comes from a file, and an argument is refused without being repeated', async () => {
    const nobody = new Console(project, service.address, { TOKEN: '' });
    expect((await nobody.run('stats', '--token-file', project.path('.token'))).code).toBe(0);
    expect(await nobody.run('stats', '--token=S3cret')).toEqual({
      code: 2,
      out: '',
      err: "Unknown option '--token'\n",
    });
    for (const args of [
      ['stats', '--url', 'http://u:S3cret@localhost'],
      ['stats', '--token-file', '/nowhere'],
      ['list', '--all', '--limit', '3'],
      ['list', '--limit', '0'],
      ['nothing'],
      [],
    ]) {
      const { code, out, err } = await nobody.run(...args);
      expect([args, code, out, err]).toEqual([args, 2, '', expect.not.stringContaining('S3cret')]);
    }
  });

  it('help says how, of everything and of each', async () => {
    const { code, out } = await console_.run('--help');
    expect(code).toBe(0);
    const names = [...out.matchAll(/^ {2}([a-z]+) /gm)].map(([, name]) => name as string);
    expect(names).toEqual(['list', 'show', 'end', 'history', 'deliveries', 'redeliver', 'grants', 'clients', 'stats']);
    for (const name of names) {
      const page = await console_.run(name, '--help');
      expect([page.code, page.out]).toEqual([0, expect.stringMatching(`^edge-sessions ${name}`)]);
      expect(page.out).toContain('Exit codes:');
    }
  });
});
