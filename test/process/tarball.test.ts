/**
 * The package, packed and installed: what is in it, its types, its programs on each Node they are for, and the service deployed
 * from it with another Worker beside it. The service that the programs talk to is the package's own.
 */
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { build } from 'esbuild';
import { convertV4MiniflareOptions, Miniflare } from 'miniflare';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { projectRoot } from '../../scripts/bundled-node.mjs';
import { configuration, migrate, TOKEN } from '../system/harness/service.ts';
import { nodeOf } from './nodes.ts';
import { PackedProject } from './packed-project.ts';

const ENTRIES = ['.', './client', './hono', './memory'];
/** `… from '…'`, `import '…'`, `import('…')`. */
const IMPORT = /^(?:.*[\s}]from|import)\s?(['"])([^'"]+)\1|import\((['"])([^'"]+)\3\)/gm;
const COMPATIBILITY = { compatibilityDate: '2026-10-20' };

let project: PackedProject;

beforeAll(() => {
  project = new PackedProject();
});
afterAll(() => project?.[Symbol.dispose]());

describe('its files', () => {
  const listed = (folder: string, ending: string) =>
    readdirSync(join(projectRoot, folder))
      .filter((name) => name.endsWith(ending))
      .map((name) => `${folder}/${name}`);

  /** What stands beside the code; migrations and documents as the project has them. */
  const plain = () => [
    'CHANGELOG.md',
    'LICENSE',
    'README.md',
    'SECURITY.md',
    'package.json',
    ...listed('docs', '.md'),
    ...listed('migrations', '.sql'),
  ];

  const imports = (path: string): readonly string[] =>
    [...project.read(`node_modules/edge-sessions/${path}`).matchAll(IMPORT)].map(([, , a, , b]) => a ?? b ?? '');

  /** What a file names of its own; of a declaration, the declarations. */
  const neighbours = (path: string): readonly string[] =>
    imports(path)
      .filter((to) => to.startsWith('.'))
      .map((to) => posix.join(posix.dirname(path), to))
      .map((to) => (path.endsWith('.d.ts') ? to.replace(/\.js$/, '.d.ts') : to));

  it('are the documents, the migrations, and what its exports and its tool lead to', () => {
    const { exports, bin } = JSON.parse(project.read('node_modules/edge-sessions/package.json'));
    expect(Object.keys(exports)).toEqual([...ENTRIES, './package.json']);
    const reached = new Set<string>(
      [bin['edge-sessions'], ...ENTRIES.flatMap((entry) => [exports[entry].types, exports[entry].default])].map(
        (path) => posix.normalize(path),
      ),
    );
    for (const path of reached) for (const neighbour of neighbours(path)) reached.add(neighbour);
    expect(reached.size).toBeGreaterThan(40);
    expect(project.packageFiles()).toEqual([...plain(), ...reached].sort());
  });

  it('import what its dependencies are, and of Cloudflare one module; of Node, the tool, and the service one module', () => {
    const { dependencies } = JSON.parse(project.read('node_modules/edge-sessions/package.json'));
    const programs = project.packageFiles().filter((path) => /\.(m?js|d\.ts)$/.test(path));
    const ofNode = programs.filter((path) => imports(path).some((name) => name.startsWith('node:')));
    expect(ofNode.filter((path) => !path.startsWith('scripts/'))).toEqual(['dist/index.js']);
    expect(imports('dist/index.js').filter((name) => name.startsWith('node:'))).toEqual(['node:zlib']);
    const packages = programs.flatMap(imports).filter((name) => !/^(\.|node:)/.test(name));
    const names = new Set(packages.map((name) => (name.includes(':') ? name : name.split('/')[0])));
    expect([...names].sort()).toEqual(['cloudflare:workers', ...Object.keys(dependencies)].sort());
  });

  it('are code, text and SQL', () => {
    expect(project.packageFiles().filter((path) => !/^LICENSE$|\.(m?js|d\.ts|json|md|sql)$/.test(path))).toEqual([]);
  });
});

describe('its types', () => {
  const RESOLUTIONS = [
    ['bundler', 'esnext'],
    ['nodenext', 'nodenext'],
  ] as const;
  const check = (moduleResolution: string, module: string, lib: string[], types: string[], files: string[]) => {
    const typeRoots = [join(projectRoot, 'node_modules/@types'), join(projectRoot, 'node_modules')];
    const strict = { strict: true, exactOptionalPropertyTypes: true, skipLibCheck: false, noEmit: true };
    const compilerOptions = { ...strict, moduleResolution, module, target: 'es2022', lib, types, typeRoots };
    project.write('tsconfig.json', JSON.stringify({ compilerOptions, files }));
    return project.run('tsc', '-p', '.');
  };

  it.each(RESOLUTIONS)('hold in a program of any runtime (%s)', (resolution, module) => {
    expect(check(resolution, module, ['es2022', 'dom', 'dom.iterable'], [], ['program.ts'])).toEqual({
      status: 0,
      output: '',
    });
  });

  it.each(RESOLUTIONS)('hold in a Worker (%s)', (resolution, module) => {
    const files = ['app-worker.ts', 'wrapping-worker.ts'];
    expect(check(resolution, module, ['es2022'], ['@cloudflare/workers-types'], files)).toEqual({
      status: 0,
      output: '',
    });
  });
});

describe('deployed as docs/package.md says', () => {
  let miniflare: Miniflare;
  let address: string;
  let config: string;

  beforeAll(async () => {
    const guide = project.read('node_modules/edge-sessions/docs/package.md');
    const blockOf = (language: string) => new RegExp(`^\`\`\`${language}\n([^]*?)^\`\`\``, 'm').exec(guide)?.[1] ?? '';
    project.write('worker.ts', blockOf('ts'));
    config = blockOf('toml');
    project.write('wrangler.toml', config);
    const { status, output } = project.run('wrangler', 'deploy', '--dry-run', '--outdir', 'deployed');
    if (status !== 0) throw new Error(output);
    const app = await build({
      absWorkingDir: project.folder,
      entryPoints: ['app-worker.ts'],
      bundle: true,
      write: false,
      format: 'esm',
      target: 'es2024',
      conditions: ['workerd', 'worker', 'browser'],
    });
    miniflare = new Miniflare(
      convertV4MiniflareOptions({
        workers: [
          {
            name: 'edge-sessions',
            modules: [{ type: 'ESModule', path: 'worker.js', contents: project.read('deployed/worker.js') }],
            ...COMPATIBILITY,
            bindings: configuration,
            d1Databases: { INDEX: 'index' },
            durableObjects: {
              SUBJECTS: { className: 'SubjectSessions', useSQLite: true },
              SIGN_IN_ATTEMPTS: { className: 'SignInAttempts', useSQLite: true },
            },
          },
          {
            name: 'app',
            modules: [{ type: 'ESModule', path: 'app.js', contents: app.outputFiles[0]?.text ?? '' }],
            ...COMPATIBILITY,
            bindings: { TOKEN },
            serviceBindings: {
              SERVICE: 'edge-sessions',
              SESSIONS: { name: 'edge-sessions', entrypoint: 'Sessions', props: { name: 'app', scopes: ['store'] } },
            },
          },
        ],
        handleStructuredLogs: () => undefined,
        cf: false,
      }),
    );
    const [, migrations = ''] = /^migrations_dir = "(.+)"$/m.exec(config) ?? [];
    await migrate(await miniflare.getD1Database('INDEX', 'edge-sessions'), project.path(migrations));
    address = (await miniflare.ready).origin;
  });
  afterAll(() => miniflare?.dispose());

  it('its configuration is that of the repository, but for two paths', () => {
    const own = readFileSync(join(projectRoot, 'wrangler.toml'), 'utf8')
      .replaceAll(/^#.*\n/gm, '')
      .replace('"src/index.ts"', '"worker.ts"')
      .replace('"migrations"', '"node_modules/edge-sessions/migrations"');
    expect(config).toBe(own);
  });

  it('the console asks who it is', async () => {
    const response = await fetch(`${address}/admin`);
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'text/html; charset=UTF-8']);
    expect(await response.text()).toContain('type="password"');
  });

  it('the service is ready', async () => {
    const response = await fetch(`${address}/readyz`, { headers: { Authorization: `Bearer ${TOKEN}` } });
    expect([response.status, await response.json()]).toMatchObject([200, { d1: 'ok', object: 'ok', keys: 'ok' }]);
  });

  it('another Worker signs in by its binding, and reads with the client', async () => {
    const app = await miniflare.getWorker('app');
    const signedIn = await app.fetch('https://app.example/in', { method: 'POST' });
    expect([signedIn.status, await signedIn.text()]).toEqual([200, 'signed-in']);
    const cookie = signedIn.headers.get('set-cookie')?.split(';')[0] ?? '';
    expect(await (await app.fetch('https://app.example/', { headers: { cookie } })).json()).toEqual(['alice', 1]);
    expect(await (await app.fetch('https://app.example/')).json()).toEqual([null, 0]);
  });

  it.for([20, 22, 24])('its programs run on Node %i', (major, { skip }) => {
    const node = nodeOf(major);
    if (node === null) return skip(`there is no Node ${major} on this machine, and npm brings none`);
    const ran = (program: string, ...args: string[]) => {
      const env = { BASE_URL: address, TOKEN };
      const { stdout, stderr, status } = spawnSync(node, [project.path(program), ...args], { env, encoding: 'utf8' });
      expect([status, stderr]).toEqual([0, '']);
      return JSON.parse(stdout);
    };
    const version = expect.stringMatching(new RegExp(`^v${major}\\.`));
    expect(ran('client-program.mjs')).toEqual({
      node: version,
      outcomes: ['stored', true, 'created', 'found', 'deleted'],
      large: true,
      reasons: ['user_logout'],
      faults: ['unauthorized', 'invalid-request', 'unavailable'],
    });
    expect(ran('node_modules/.bin/edge-sessions', 'stats', '--json')).toMatchObject({
      activeSessions: expect.any(Number),
    });
    expect(ran('app-program.mjs')).toEqual({ node: version, said: ['signed-in', 'alice', 'nobody'] });
  });
});
