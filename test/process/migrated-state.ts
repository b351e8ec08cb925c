/**
 * A state folder in which the D1 migrations are applied, as `npm run dev` applies them, for test files to begin with a copy of it: applying them
 * anew is most of what a start costs. Guarantees: made once a run, gone after it. What starts from nothing is tested in `dev.test.ts`.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { ensureMigrations } from '../../scripts/dev/migrations.mjs';

export default async function setup(project: TestProject): Promise<() => void> {
  const folder = mkdtempSync(join(tmpdir(), 'edge-sessions-migrated-'));
  const stateFolder = join(folder, 'state');
  await ensureMigrations({ id: folder, folder, stateFolder });
  project.provide('migratedState', stateFolder);
  return () => rmSync(folder, { recursive: true });
}
