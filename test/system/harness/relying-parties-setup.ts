/** Starts relying parties for a test project and tells its tests, in whatever runtime, where they are: `relyingParties`. */
import type { TestProject } from 'vitest/node';
import { RelyingParties } from './relying-parties.ts';

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const parties = await RelyingParties.start();
  project.provide('relyingParties', parties.origin);
  return () => parties.stop();
}
