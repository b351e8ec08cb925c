/**
 * A running service with a client that cannot be reached, and `edge-sessions` with a token that may do everything. Guarantees:
 * names of people are hostile ones.
 */
import { createHash } from 'node:crypto';
import { expect } from 'vitest';
import { Console } from './console.ts';
import { freePort, ProjectCopy, RunningService } from './running-service.ts';

export const HOSTILE = '"><script>\u202e';
export const SECRET = 'data-of-a-grant';
export const READER = 'reader-token';
const ALL = 'all-token';

const TOKENS = [
  { token: READER, name: 'reader', scopes: ['manage:read'] },
  { token: ALL, name: 'support', scopes: ['store', 'manage', 'tickets:read', 'configure'] },
].map(({ token, ...rest }) => ({ ...rest, sha256: createHash('sha256').update(token).digest('hex') }));

export class ConsoleScene {
  readonly project: ProjectCopy;
  readonly service: RunningService;
  readonly console: Console;

  private constructor(project: ProjectCopy, service: RunningService) {
    this.project = project;
    this.service = service;
    this.console = this.with(ALL);
  }

  static async start(): Promise<ConsoleScene> {
    const project = ProjectCopy.migrated();
    const environment = {
      STATE_DIR: project.path('state'),
      API_TOKENS: JSON.stringify(TOKENS),
      USER_DISPLAY_NAME_CLAIM_TYPE: 'name',
      ALLOW_PRIVATE_LOGOUT_URIS: 'true',
      ISSUER: 'https://op.example.com',
    };
    const scene = new ConsoleScene(project, await RunningService.start(project, { environment }));
    // Where nothing listens: what is sent there is tried again.
    const backChannelLogoutUri = `http://127.0.0.1:${await freePort()}/`;
    await scene.call('PUT', '/v1/clients/web', { displayName: 'Web', backChannelLogoutUri });
    return scene;
  }

  with(token: string): Console {
    return new Console(this.project, this.service.address, { TOKEN: token });
  }

  async call(method: string, path: string, body: unknown): Promise<unknown> {
    const answer = await this.service.fetch(path, { method, body: JSON.stringify(body), token: ALL });
    expect(answer.ok, `${path}: ${answer.status}`).toBe(true);
    return answer.json();
  }

  /** Resolves to the public id. */
  async signIn(subject: string, sessionId: string, clientIds = ['web']): Promise<string> {
    const claims = [
      { type: 'sub', value: subject },
      { type: 'name', value: HOSTILE },
    ];
    const ticket = { scheme: 'cookies', claims, properties: { items: { device: 'Firefox' } }, sessionId, clientIds };
    const stored = await this.call('POST', '/v1/tickets', { ticket });
    return (stored as { session: { id: string } }).session.id;
  }

  async grant(key: string, type: string, subjectId: string, sessionId: string | null): Promise<void> {
    await this.call('POST', '/v1/grants', { key, type, subjectId, sessionId, clientId: 'web', data: SECRET });
  }

  /** The document of a command that finds something. */
  async json(...args: string[]) {
    const { code, out, err } = await this.console.run(...args, '--json');
    expect([code, err]).toEqual([0, expect.not.stringContaining('    at ')]);
    return JSON.parse(out);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.service.kill();
    this.project[Symbol.dispose]();
  }
}
