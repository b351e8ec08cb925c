/** However `npm run dev` ends, nothing goes on serving. */
import { execFileSync } from 'node:child_process';
import { connect, createServer } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { freePort, ProjectCopy, RunningService } from './running-service.ts';

/** The child of the shell that npm starts. */
const devProcess = (service: RunningService): number => {
  const childOf = (pid: number) =>
    Number(
      execFileSync('ps', ['-Ao', 'pid=,ppid='], { encoding: 'utf8' })
        .split('\n')
        .map((line) => line.trim().split(/\s+/).map(Number))
        .find(([, parent]) => parent === pid)?.[0],
    );
  return childOf(childOf(Number(service.npm.pid)));
};

const listens = (service: RunningService): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(Number(new URL(service.address).port), 'localhost');
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });

const ends: Record<string, (service: RunningService) => void> = {
  'ctrl-C': (service) => process.kill(-Number(service.npm.pid), 'SIGINT'),
  'SIGTERM to npm': (service) => service.npm.kill('SIGTERM'),
  'SIGKILL to npm alone': (service) => service.npm.kill('SIGKILL'),
  'SIGKILL to the script alone': (service) => process.kill(devProcess(service), 'SIGKILL'),
};

describe('npm run dev leaves nothing serving after', () => {
  it.each(Object.keys(ends))('%s', async (end) => {
    using project = ProjectCopy.migrated();
    await using service = await RunningService.start(project, { environment: { STATE_DIR: project.path('state') } });
    expect(await listens(service)).toBe(true);

    ends[end]?.(service);
    await service.ended();
    while (await listens(service)) await pause(50);
  });

  it('nothing, where the port is taken: it says so', async () => {
    using project = new ProjectCopy();
    const port = await freePort();
    const holder = createServer().listen(port);
    await expect(RunningService.start(project, { port })).rejects.toThrow(`Port ${port} is in use`);
    holder.close();
  });
});
