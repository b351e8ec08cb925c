/** Applies a mutant while the Worker is bundled. Guarantees: every replacement is made exactly once, or it throws. */
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Plugin } from 'esbuild';
import type { Edit, Mutant } from '../mutants/mutant.ts';
import { bundleWorker } from './world.ts';

const SOURCE = fileURLToPath(new URL('../../../src/', import.meta.url));

export async function mutated({ guard, edits }: Mutant): Promise<string> {
  const made = new Set<Edit>();
  const plugin: Plugin = {
    name: 'mutant',
    setup(build) {
      build.onLoad({ filter: /\/src\/.*\.ts$/ }, async ({ path }) => {
        const ofFile = edits.filter(({ file }) => path === SOURCE + file);
        if (ofFile.length === 0) return null;
        let contents = await readFile(path, 'utf8');
        for (const one of ofFile) {
          contents = replaced(contents, one);
          made.add(one);
        }
        return { contents, loader: 'ts' };
      });
    },
  };
  const script = await bundleWorker([plugin]);
  for (const one of edits) if (!made.has(one)) throw new Error(`${guard}: ${one.file} is not part of the Worker`);
  return script;
}

function replaced(contents: string, { file, find, replace }: Edit): string {
  const parts = contents.split(find);
  if (parts.length !== 2) throw new Error(`${file} has ${parts.length - 1} times, not once: ${find}`);
  return parts.join(replace);
}
