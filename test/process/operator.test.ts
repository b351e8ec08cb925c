/** `npm run demo` and `npm run reindex` against the real process. */
import { rmSync } from 'node:fs';
import { expect, it } from 'vitest';
import { runScript } from './run-script.ts';
import { ProjectCopy, RunningService } from './running-service.ts';

const COUNT = 60;

async function listed(service: RunningService): Promise<unknown[]> {
  const answer = await service.fetch('/v1/sessions?fields=summary&countRequested=1000');
  expect(answer.status).toBe(200);
  return ((await answer.json()) as { results: unknown[] }).results;
}

it('the demo fills the service once, and reindex rebuilds an index that was lost', async () => {
  using project = ProjectCopy.migrated();
  // What has expired would leave by itself, at a moment of its own.
  const environment = { STATE_DIR: project.path('state'), REMOVE_EXPIRED_SESSIONS: 'false' };
  let before: unknown[];
  {
    await using service = await RunningService.start(project, { environment });
    const variables = { BASE_URL: service.address, DEMO_SESSIONS: String(COUNT) };
    const first = await runScript(project.folder, 'demo', variables);
    expect([first.code, first.output]).toEqual([0, expect.stringContaining(`${COUNT} created, 0 were there already`)]);
    expect(first.output).not.toContain(service.token);
    const second = await runScript(project.folder, 'demo', variables);
    expect([second.code, second.output]).toEqual([
      0,
      expect.stringContaining(`0 created, ${COUNT} were there already`),
    ]);
    before = await listed(service);
    expect(before).toHaveLength(COUNT);
  }
  rmSync(project.path('state/v3/d1'), { recursive: true });

  await using service = await RunningService.start(project, { environment });
  expect(await listed(service)).toEqual([]);
  const { code, output } = await runScript(project.folder, 'reindex', {
    BASE_URL: service.address,
    STATE_DIR: environment.STATE_DIR,
  });
  expect([code, output]).toEqual([0, expect.stringContaining(`${COUNT} sessions projected, 0 waiting`)]);
  expect(await listed(service)).toEqual(before);
});
