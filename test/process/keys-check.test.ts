/** A rotation of the ticket keys as an operator does it: `npm run keys:check`, deployments of the real process, its cron. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { runScript } from './run-script.ts';
import { ProjectCopy, RunningService } from './running-service.ts';

const keyOf = (id: string, fill: number) => ({ id, key: Buffer.alloc(32, fill).toString('base64') });
const OLD = keyOf('2025-11', 1);
const NEW = keyOf('2026-11', 2);

const folder = mkdtempSync(join(tmpdir(), 'edge-sessions-keys-'));
afterAll(() => rmSync(folder, { recursive: true }));

it('refuses a ring that lacks a key in use, and lets it go once the cron has sealed everything again', async () => {
  using project = ProjectCopy.migrated();
  const start = (keys: readonly object[]) =>
    RunningService.start(project, {
      environment: { STATE_DIR: project.path('state'), TICKET_KEYS: JSON.stringify(keys) },
    });
  const check = (service: RunningService, keys: readonly object[], args: readonly string[] = []) =>
    runScript(project.folder, 'keys:check', { TICKET_KEYS: JSON.stringify(keys) }, ['--url', service.address, ...args]);
  let key = '';
  {
    await using service = await start([OLD]);
    const session = { scheme: 'cookie', subjectId: 'alice', sessionId: 'S1', ticket: 'a ticket' };
    const created = await service.fetch('/v1/sessions', { method: 'POST', body: JSON.stringify(session) });
    key = ((await created.json()) as { key: string }).key;
    const refused = await check(service, [NEW]);
    expect([refused.code, refused.output]).toEqual([1, expect.stringContaining('2025-11: 1 envelope\n')]);
    expect(refused.output).not.toContain(OLD.key);
    expect(refused.output).not.toContain(NEW.key);
    const early = await check(service, [NEW, OLD]);
    expect([early.code, early.output]).toEqual([0, expect.stringContaining('Deploy it as the second key first')]);
    const right = await check(service, [OLD, NEW]);
    expect([right.code, right.output]).toEqual([0, expect.not.stringContaining('Mind')]);

    const vars = join(folder, 'vars');
    writeFileSync(vars, `TICKET_KEYS='${JSON.stringify([NEW])}'\nTICKET_KEYS_2='${JSON.stringify([OLD])}'\n`);
    const tokenFile = join(folder, 'token');
    writeFileSync(tokenFile, `${service.token}\n`);
    expect((await check(service, [], ['--vars', vars, '--token-file', tokenFile])).code).toBe(0);
    writeFileSync(tokenFile, 'wrong\n');
    expect(await check(service, [OLD], ['--token-file', tokenFile])).toEqual({
      code: 2,
      output: expect.stringContaining('does not know this token'),
    });
  }
  {
    await using service = await start([NEW]);
    const ready = await service.fetch('/readyz');
    const missingTicketKeys = [{ id: '2025-11', envelopes: 1 }];
    expect([ready.status, await ready.json()]).toMatchObject([503, { keys: 'failing', missingTicketKeys }]);
  }
  {
    await using service = await start([NEW, OLD]);
    expect((await service.fetch('/readyz')).status).toBe(200);
    expect((await service.fetch('/cdn-cgi/handler/scheduled')).status).toBe(200);
    const told = async () =>
      ((await (await service.fetch('/v1/management/stats')).json()) as { ticketKeys: object[] }).ticketKeys;
    await expect.poll(told, { timeout: 60_000, interval: 500 }).toEqual([
      { id: '2026-11', envelopes: 1 },
      { id: '2025-11', envelopes: 0 },
    ]);
    const out = await check(service, [NEW]);
    expect([out.code, out.output]).toEqual([0, expect.stringContaining('Mind: 2025-11 would go')]);
  }
  await using service = await start([NEW]);
  expect((await service.fetch('/readyz')).status).toBe(200);
  const read = await service.fetch('/v1/session', { headers: { 'Session-Key': key } });
  expect([read.status, await read.json()]).toMatchObject([200, { ticket: 'a ticket', ticketError: null }]);
});

it.each([
  ['no ring', { TICKET_KEYS: '' }, 'TICKET_KEYS of the environment is missing or empty'],
  ['no list', { TICKET_KEYS: '{"key":"S3cret"}' }, 'TICKET_KEYS must be a JSON list'],
  [
    'a broken key',
    { TICKET_KEYS_2: '[{"id":"a","key":"S3cret"}]' },
    'TICKET_KEYS_2[0].key must be the base64 of 32 bytes',
  ],
  ['a key twice', { TICKET_KEYS: JSON.stringify([OLD, OLD]) }, 'TICKET_KEYS[1].id is listed twice'],
  ['nobody there', { TICKET_KEYS: JSON.stringify([OLD]), TOKEN: 't' }, 'Nothing answers at http://localhost:1'],
])('%s: says what is wrong, without a key', async (_, variables, message) => {
  using project = new ProjectCopy();
  const { code, output } = await runScript(project.folder, 'keys:check', variables as Record<string, string>, [
    '--url',
    'http://localhost:1',
  ]);
  expect([code, output]).toEqual([2, expect.stringContaining(message)]);
  expect(output).not.toContain('S3cret');
  expect(output).not.toContain(OLD.key);
});

it('says how it is used', async () => {
  using project = new ProjectCopy();
  const { code, output } = await runScript(project.folder, 'keys:check', {}, ['--help']);
  expect([code, output]).toEqual([0, expect.stringContaining('Exit code 0: the ring has every key that is needed.')]);
});
