/**
 * The tree says how the system is built (design.md, "Layout", "Conventions"), and this holds it to that: imports run one
 * way, type-only imports included; SQL stays in its tables; files are small and say what they are for.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../../src/', import.meta.url));

interface SourceFile {
  /** Below `src`, with forward slashes. */
  readonly path: string;
  readonly text: string;
}

const FILES: readonly SourceFile[] = readdirSync(root, { recursive: true, encoding: 'utf8' })
  .filter((path) => /(?<!\.d)\.tsx?$/.test(path))
  .map((path) => ({ path: path.replaceAll('\\', '/'), text: readFileSync(root + path, 'utf8') }));

/** The folder of a file, or the name of a file that is a part by itself: `config`, `compose`, `index`. */
const partOf = (path: string): string =>
  path.includes('/') ? (path.split('/')[0] ?? '') : path.replace(/\.tsx?$/, '');

/** What each part may import besides itself: of this project, and of others. */
const MAY_IMPORT: Readonly<
  Record<string, { readonly parts: readonly string[]; readonly packages: readonly string[] }>
> = {
  session: { parts: [], packages: [] },
  ticket: { parts: ['session'], packages: [] },
  client: { parts: ['session'], packages: [] },
  grant: { parts: ['session'], packages: [] },
  logout: { parts: ['session', 'client'], packages: [] },
  // Drizzle is for the schema, which the migrations are made of; no statement comes from it.
  'index-d1': { parts: ['session', 'client', 'grant'], packages: ['drizzle-orm'] },
  subject: { parts: ['session', 'ticket', 'grant', 'client', 'logout', 'index-d1'], packages: ['cloudflare:workers'] },
  store: { parts: ['session', 'ticket', 'grant', 'index-d1', 'subject'], packages: [] },
  management: { parts: ['session', 'ticket', 'grant', 'index-d1', 'subject', 'store'], packages: [] },
  bff: { parts: ['session', 'ticket', 'index-d1', 'store'], packages: [] },
  coordination: { parts: ['session', 'ticket', 'client', 'management', 'store'], packages: [] },
  cron: { parts: ['session', 'ticket', 'index-d1', 'subject', 'store'], packages: [] },
  // The stores from afar; runs anywhere, so that nothing of the service may come along.
  remote: { parts: ['session', 'ticket', 'client', 'grant', 'management', 'coordination', 'bff'], packages: [] },
  // The configuration is in the terms of what it configures: the shapes of ticket keys and signing keys.
  config: { parts: ['ticket', 'logout'], packages: ['valibot'] },
  http: {
    parts: ['session', 'ticket', 'client', 'grant', 'management', 'coordination', 'bff', 'config'],
    packages: ['hono', 'valibot', 'node:zlib'],
  },
  // What the document says of the service: nobody imports it, it is no part of the service.
  openapi: { parts: ['session', 'client', 'http'], packages: ['valibot'] },
  compose: {
    parts: [
      'session',
      'ticket',
      'client',
      'logout',
      'index-d1',
      'subject',
      'store',
      'management',
      'coordination',
      'bff',
      'cron',
      'config',
      'http',
    ],
    packages: [],
  },
  rpc: { parts: ['session', 'remote', 'http', 'config'], packages: ['cloudflare:workers', 'valibot'] },
  // What runs in an operator's browser.
  browser: { parts: [], packages: [] },
  admin: {
    parts: ['session', 'ticket', 'client', 'grant', 'management', 'config', 'hono', 'http', 'remote', 'rpc'],
    packages: ['cloudflare:workers', 'hono'],
  },
  index: { parts: ['compose', 'config', 'http', 'rpc', 'admin', 'subject'], packages: [] },
  // Package entries for applications: the language only, and nothing of the platform. Nobody imports them but each other.
  memory: { parts: ['session', 'ticket'], packages: [] },
  receiver: { parts: ['session', 'ticket'], packages: ['jose'] },
  hono: { parts: ['session', 'ticket', 'receiver'], packages: ['hono'] },
};

interface Import {
  readonly from: string;
  readonly specifier: string;
  readonly typeOnly: boolean;
}

const IMPORT = /^\s*(?:import|export)\s(type\s)?(?:[^'";]*?\sfrom\s)?['"]([^'"]+)['"]/gm;
const DYNAMIC = /\bimport\(\s*['"]([^'"]+)['"]\s*\)/g;

const IMPORTS: readonly Import[] = FILES.flatMap(({ path, text }) => [
  ...[...text.matchAll(IMPORT)].map(([, type, specifier = '']) => ({
    from: path,
    specifier,
    typeOnly: type !== undefined,
  })),
  ...[...text.matchAll(DYNAMIC)].map(([, specifier = '']) => ({ from: path, specifier, typeOnly: false })),
]);

const targetOf = ({ from, specifier }: Import): string => posix.join(posix.dirname(from), specifier);
const isRelative = ({ specifier }: Import): boolean => specifier.startsWith('.');
const packageOf = (specifier: string): string =>
  specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
const told = ({ from, specifier }: Import): string => `${from} -> ${specifier}`;

describe('imports', () => {
  it('are found', () => {
    expect(FILES.length).toBeGreaterThan(100);
    expect(IMPORTS.filter(isRelative).length).toBeGreaterThan(300);
  });

  it('name a file of the project', () => {
    const paths = new Set(FILES.map(({ path }) => path));
    const missing = IMPORTS.filter(isRelative).filter(
      (one) => !paths.has(targetOf(one)) && !/\.json$/.test(one.specifier),
    );
    expect(missing.map(told)).toEqual([]);
  });

  it('come from parts whose place is known', () => {
    expect([...new Set(FILES.map(({ path }) => partOf(path)))].filter((part) => !(part in MAY_IMPORT))).toEqual([]);
  });

  it.each(Object.entries(MAY_IMPORT))('of %s run one way', (part, { parts, packages }) => {
    const wrong = IMPORTS.filter(({ from }) => partOf(from) === part).filter((one) =>
      isRelative(one)
        ? ![part, ...parts].includes(partOf(targetOf(one)))
        : !packages.includes(packageOf(one.specifier)),
    );
    expect(wrong.map(told)).toEqual([]);
  });

  it('of the index by an object are types: what it needs of D1 is handed in', () => {
    const wrong = IMPORTS.filter((one) => partOf(one.from) === 'subject' && isRelative(one))
      .filter((one) => partOf(targetOf(one)) === 'index-d1')
      .filter(({ typeOnly }) => !typeOnly);
    expect(wrong.map(told)).toEqual([]);
  });
});

describe('SQL', () => {
  const STATEMENT =
    /\b(?:SELECT\s[^;]*?\sFROM|INSERT\s+(?:OR\s+\w+\s+)?INTO|UPDATE\s+\w+\s+SET|DELETE\s+FROM|CREATE\s+(?:TABLE|INDEX|TRIGGER|VIEW))\b/;
  const withoutComments = (text: string): string => text.replaceAll(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '');
  const isTable = (path: string): boolean => /^subject\/([a-z-]+-table|tables)\.ts$/.test(path);

  it('is found where it is', () => {
    const table = FILES.find(({ path }) => path === 'subject/record-table.ts');
    expect(STATEMENT.test(withoutComments(table?.text ?? ''))).toBe(true);
  });

  it('stands in the tables of the object and in the index, nowhere else', () => {
    const elsewhere = FILES.filter(({ path }) => !isTable(path) && partOf(path) !== 'index-d1');
    expect(elsewhere.filter(({ text }) => STATEMENT.test(withoutComments(text))).map(({ path }) => path)).toEqual([]);
    expect(elsewhere.filter(({ text }) => /\bsql\.exec\(/.test(text)).map(({ path }) => path)).toEqual([]);
  });
});

describe('files', () => {
  const LINES = 300;

  it('begin with what they are for', () => {
    expect(FILES.filter(({ text }) => !text.startsWith('/**')).map(({ path }) => path)).toEqual([]);
  });

  it(`have fewer than ${LINES} lines`, () => {
    const long = FILES.filter(({ text }) => text.split('\n').length > LINES).map(({ path }) => path);
    expect(long).toEqual([]);
  });

  it('are named after the one thing they hold, in kebab-case', () => {
    const names = FILES.map(({ path }) => path);
    expect(names.filter((path) => !/^[a-z0-9-]+\.tsx?$/.test(basename(path)))).toEqual([]);
    expect(names.filter((path) => /(^|\/)(utils?|helpers?|common|misc)(\.|\/)/.test(path))).toEqual([]);
    expect(names.filter((path) => dirname(path).includes('/'))).toEqual([]);
  });
});
