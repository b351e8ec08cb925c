/** `npm run dev`: secrets, configuration and first answer. Contract: "Operations". */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import { ProjectCopy, RunningService } from './running-service.ts';

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

const tokenList = (...tokens: string[]): string =>
  JSON.stringify(tokens.map((token) => ({ name: token, sha256: sha256(token), scopes: ['store', 'manage:read'] })));

/** Characters at which a file of variables breaks: quotes of each kind, a dollar. */
const HARD = `it's a "$HOME" \`token\``;

const session = JSON.stringify({ scheme: 's', subjectId: 'dev-test', sessionId: '1', ticket: 't' });

const paste = (service: RunningService): unknown =>
  JSON.parse(execFileSync('bash', ['-c', String(service.curlLine)], { cwd: service.project.folder, encoding: 'utf8' }));

/** Those that are applied to the one database in a state folder. */
function migrationsIn(stateFolder: string): unknown[] {
  const folder = join(stateFolder, 'v3', 'd1', 'miniflare-D1DatabaseObject');
  const files = readdirSync(folder).filter((file) => file.endsWith('.sqlite') && file !== 'metadata.sqlite');
  expect(files).toHaveLength(1);
  const database = new DatabaseSync(join(folder, String(files[0])), { readOnly: true });
  try {
    return database
      .prepare('SELECT name FROM d1_migrations')
      .all()
      .map(({ name }) => name);
  } finally {
    database.close();
  }
}

describe('npm run dev', () => {
  it('starts from nothing, keeps its secrets to itself, and prints a curl line that works as pasted', async () => {
    using project = new ProjectCopy();
    await using service = await RunningService.start(project);

    expect(service.output).toContain(service.address);
    expect(service.output).toContain('.dev-token');
    expect(service.curlLine).toContain('$(cat .dev-token)');
    expect(paste(service)).toMatchObject({ results: [] });

    expect(service.token.length).toBeGreaterThan(30);
    expect(service.output).not.toContain(service.token);
    expect(project.read('.dev.vars')).not.toContain(service.token);
    for (const file of ['.dev.vars', '.dev-token']) expect(statSync(project.path(file)).mode & 0o777).toBe(0o600);
  });

  it('gives an existing .dev.vars only what it lacks', async () => {
    using project = ProjectCopy.migrated();
    const migrations = migrationsIn(project.path('state'));
    const own = [
      '# mine',
      `TICKET_KEYS='${JSON.stringify([{ id: 'mine', key: Buffer.alloc(32, 7).toString('base64') }])}'`,
      `API_TOKENS='${tokenList('their-token')}'`,
    ].join('\n');
    writeFileSync(project.path('.dev.vars'), own);
    await using service = await RunningService.start(project, { environment: { STATE_DIR: project.path('state') } });

    const lines = project.read('.dev.vars').split('\n');
    // Nor does it ask wrangler to apply again what is applied.
    expect(service.output).not.toContain('Applying migrations');
    expect(migrationsIn(project.path('state'))).toEqual(migrations);
    expect(lines.slice(0, 3).join('\n')).toBe(own);
    expect(lines.slice(3)).toEqual([
      expect.stringMatching(/^SIGNING_KEYS='.*'$/),
      expect.stringMatching(/^API_TOKENS_2='.*'$/),
      '',
    ]);
    const keySet = (await (await service.fetch('/.well-known/jwks.json')).json()) as { keys: { alg: string }[] };
    expect(keySet.keys.map(({ alg }) => alg)).toEqual(['RS256', 'ES256']);
    expect(await (await service.fetch('/readyz')).json()).toMatchObject({ keys: 'ok' });
    for (const token of ['their-token', service.token]) {
      expect((await service.fetch('/v1/sessions', { token })).status).toBe(200);
    }
    expect(paste(service)).toMatchObject({ results: [] });
  });

  it('hands the variables of its environment over, and they win over .dev.vars', async () => {
    using project = ProjectCopy.migrated();
    writeFileSync(
      project.path('.dev.vars'),
      `SESSION_LIMIT_PER_SUBJECT=0\nAPI_TOKENS='${tokenList('old-token')}'\nAPI_TOKENS_2='${tokenList('old-token-2')}'\n`,
    );
    await using service = await RunningService.start(project, {
      environment: {
        STATE_DIR: project.path('state'),
        SESSION_LIMIT_PER_SUBJECT: '1',
        SESSION_LIMIT_POLICY: 'deny',
        API_TOKENS: tokenList('env-token').replace('"env-token"', JSON.stringify(HARD)),
        API_TOKENS_9: tokenList('env-token-9'),
      },
    });

    const create = () => service.fetch('/v1/sessions', { method: 'POST', body: session, token: 'env-token' });
    expect((await create()).status).toBe(201);
    const refused = await create();
    expect([refused.status, await refused.json()]).toMatchObject([409, { code: 'session-limit' }]);

    const statusOf = async (token: string) => (await service.fetch('/v1/sessions', { token })).status;
    expect(await statusOf('env-token-9')).toBe(200);
    for (const token of ['old-token', 'old-token-2', service.token]) expect(await statusOf(token)).toBe(401);
    expect(service.output).toContain('API_TOKENS comes from the environment');
    expect(service.output).toContain(`"actor":${JSON.stringify(HARD)}`);
  });

  it('keeps secrets, and state where STATE_DIR says, through a restart, and applies a migration that is new', async () => {
    using project = new ProjectCopy();
    const environment = { STATE_DIR: project.path('elsewhere') };
    let key: string;
    {
      await using service = await RunningService.start(project, { environment });
      const created = await service.fetch('/v1/sessions', { method: 'POST', body: session });
      ({ key } = (await created.json()) as { key: string });
      expect(created.status).toBe(201);
    }
    const secrets = ['.dev.vars', '.dev-token'].map((file) => project.read(file));
    expect(migrationsIn(environment.STATE_DIR)).not.toContain('9999_new.sql');
    writeFileSync(project.path('migrations/9999_new.sql'), 'CREATE TABLE new (id TEXT PRIMARY KEY);');
    await using service = await RunningService.start(project, { environment });
    expect((await service.fetch('/v1/session', { headers: { 'session-key': key } })).status).toBe(200);
    expect(['.dev.vars', '.dev-token'].map((file) => project.read(file))).toEqual(secrets);
    expect(migrationsIn(environment.STATE_DIR)).toContain('9999_new.sql');
  });
});
