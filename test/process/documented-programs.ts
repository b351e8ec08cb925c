/** A program of the documents as somebody who has the package has it: checked by the compiler, bundled. The package is its source. */
import { execFile } from 'node:child_process';
import { symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { unstable_readConfig as readConfig } from 'wrangler';
import { projectRoot, toolEnvironment } from '../../scripts/bundled-node.mjs';
import { built } from '../system/harness/service.ts';
import { stateFolder } from '../system/harness/state-folder.ts';

/** What a program names, and its source: as `exports` of package.json has it, before the build. */
const ENTRIES = {
  'edge-sessions/client': join(projectRoot, 'src/remote/index.ts'),
  'edge-sessions/hono': join(projectRoot, 'src/hono/index.ts'),
  'edge-sessions/memory': join(projectRoot, 'src/memory/index.ts'),
};

export const builtProgram = (contents: string): Promise<string> =>
  built({ stdin: { contents, resolveDir: projectRoot, loader: 'ts' }, alias: ENTRIES });

/** What the compiler says of a program; empty where all is well. `types`: of the platform. */
export async function typeFaults(program: string, types: string): Promise<string> {
  const folder = stateFolder();
  const config = {
    extends: join(projectRoot, 'tsconfig.json'),
    compilerOptions: {
      types: [types],
      noPropertyAccessFromIndexSignature: false,
      paths: Object.fromEntries(Object.entries(ENTRIES).map(([name, source]) => [name, [source]])),
    },
    files: ['program.ts'],
    include: [],
  };
  symlinkSync(join(projectRoot, 'node_modules'), join(folder, 'node_modules'));
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config));
  writeFileSync(join(folder, 'program.ts'), program);
  const checked = promisify(execFile)('tsc', ['-p', folder], { env: toolEnvironment() });
  return checked.then(
    ({ stdout, stderr }) => stdout + stderr,
    ({ message, stdout }) => `${message}${stdout}`,
  );
}

interface ConfiguredBinding {
  readonly binding: string;
  readonly service: string;
  readonly entrypoint?: string;
  readonly props?: Record<string, unknown>;
}

/** The service bindings that a wrangler.toml configures, as wrangler reads it, for Miniflare. */
export function bindingsOf(toml: string) {
  const config = join(stateFolder(), 'wrangler.toml');
  writeFileSync(config, toml);
  const services: readonly ConfiguredBinding[] = readConfig({ config }).services ?? [];
  return Object.fromEntries(
    services.map(({ binding, service, entrypoint = 'default', props = {} }) => [
      binding,
      { name: service, entrypoint, props },
    ]),
  );
}
