/** Every command of `edge-sessions` that reads, against the running service, for people and as JSON; and whoever may not. */
import { writeFileSync } from 'node:fs';
import { stripVTControlCharacters } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ConsoleScene, HOSTILE, READER, SECRET } from './console-scene.ts';

let scene: ConsoleScene;
beforeAll(async () => {
  scene = await ConsoleScene.start();
});
afterAll(() => scene?.[Symbol.asyncDispose]());

const json = (...args: string[]) => scene.json(...args);

describe('reading', () => {
  let id: string;
  beforeAll(async () => {
    id = await scene.signIn('reader-alice', 'R1');
    await scene.signIn('reader-bob', 'R2');
    await scene.grant('key-of-a-grant', 'refresh_token', 'reader-alice', 'R1');
    await scene.grant('key-of-a-consent', 'user_consent', 'reader-alice', null);
  });

  it('list: by parts, as a table and as one document', async () => {
    const { code, out } = await scene.console.run(
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
      expect(await scene.console.run('list', '--subject', 'reader-', none)).toEqual({
        code: 1,
        out: '',
        err: 'No session matches.\n',
      });
  });

  it('show: the session, its grants, its claims where asked for', async () => {
    const { code, out } = await scene.console.run('show', id, '--ticket');
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
    expect(await scene.console.run('show', 'nobody')).toEqual({
      code: 1,
      out: '',
      err: 'It never existed, or it has ended.\n',
    });
  });

  it('grants: without what is secret', async () => {
    const table = await scene.console.run('grants', '--subject', 'reader-alice');
    expect([table.code, table.out]).toEqual([
      0,
      expect.stringMatching(/^TYPE .*\nrefresh_token +web +R1 .*\nuser_consent +web .*\n$/),
    ]);
    const document = await scene.console.run('grants', '--subject', 'reader-alice', '--type', 'user_consent', '--json');
    expect(JSON.parse(document.out).grants).toMatchObject([{ type: 'user_consent', clientId: 'web', sessionId: null }]);
    for (const { out } of [table, document])
      for (const secret of ['key-of-a', SECRET]) expect(out).not.toContain(secret);
  });

  it('clients: all, and one', async () => {
    expect((await scene.console.run('clients')).out).toMatch(/\nweb +Web +yes +http:\/\/127/);
    expect((await json('clients')).results).toMatchObject([{ clientId: 'web' }]);
    expect((await scene.console.run('clients', 'web')).out).toMatch(/^Client +web\nName +Web\n/);
    expect(await json('clients', 'web')).toMatchObject({ clientId: 'web', enabled: true });
    expect((await scene.console.run('clients', 'nobody')).code).toBe(1);
  });

  it('stats', async () => {
    expect((await scene.console.run('stats')).out).toMatch(/^Active sessions +\d+\n/);
    expect(await json('stats')).toMatchObject({ deadDeliveries: 0 });
  });

  it('JSON goes into jq, and nothing else does', async () => {
    const parser = `if command -v jq >/dev/null; then jq -c .results[0].id; else "$NODE" -p 'JSON.stringify(JSON.parse(require("fs").readFileSync(0, "utf8")).results[0].id)'; fi`;
    for (const line of ['list --subject reader-alice --json', 'list --subject reader-alice --json --limit 1']) {
      const { code, out, err } = await scene.console.shell(`set -o pipefail; edge-sessions ${line} | ${parser}`);
      expect([code, out, err]).toEqual([0, `"${id}"\n`, '']);
    }
  });

  it('on a terminal: lines as wide as it is, in colours unless NO_COLOR says so', async () => {
    const { code, out } = await scene.console.terminal('', 'edge-sessions list --subject reader-');
    expect([code, out]).toEqual([0, expect.stringContaining('\u001b[1mID')]);
    const lines = stripVTControlCharacters(out).split('\r\n');
    expect(lines.find((line) => line.startsWith(id))).toContain('reader-alice');
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(80);
    const plain = await scene.console.terminal('', 'NO_COLOR=1 edge-sessions list --subject reader-');
    expect([plain.code, plain.out]).toEqual([0, expect.not.stringContaining('\u001b')]);
  });
});

describe('who may not', () => {
  it('a wrong token, none, or one that lacks the scope is 3, and never printed', async () => {
    const wrong = scene.with('wrong-token');
    const reader = scene.with(READER);
    const broken = scene.with('broken\ntoken');
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
        `The service at ${scene.service.address} does not know this token.\n`,
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
    const id = await scene.signIn('forbidden', 'N1');
    expect((await reader.run('show', id, '--ticket')).code).toBe(3);
    expect(await reader.run('show', id)).toMatchObject({
      code: 0,
      out: expect.stringContaining('Grants of this session\nNone.'),
    });
  });

  it('the token comes from a file, and an argument is refused without being repeated', async () => {
    writeFileSync(scene.project.path('.token'), 'all-token\n');
    const nobody = scene.with('');
    expect((await nobody.run('stats', '--token-file', scene.project.path('.token'))).code).toBe(0);
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
    const { code, out } = await scene.console.run('--help');
    expect(code).toBe(0);
    const names = [...out.matchAll(/^ {2}([a-z]+) /gm)].map(([, name]) => name as string);
    expect(names).toEqual(['list', 'show', 'end', 'history', 'deliveries', 'redeliver', 'grants', 'clients', 'stats']);
    for (const name of names) {
      const page = await scene.console.run(name, '--help');
      expect([page.code, page.out]).toEqual([0, expect.stringMatching(`^edge-sessions ${name}`)]);
      expect(page.out).toContain('Exit codes:');
    }
  });
});
