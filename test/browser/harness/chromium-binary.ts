/**
 * The Chromium of the npm package, unpacked once into the project's cache. Guarantees: a killed run leaves no half of it; the
 * environment of the tests stays as it is (the package changes that of whoever imports it, and so of every Worker runtime that the
 * tests start: a process of its own imports it). Relies on the package unpacking into `TMPDIR`, libraries in `al2023/lib`.
 */
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { bundledNode, projectRoot } from '../../../scripts/bundled-node.mjs';
import { becomes } from './fonts.ts';

const version = (): string =>
  JSON.parse(readFileSync(join(projectRoot, 'node_modules', '@sparticuz', 'chromium', 'package.json'), 'utf8')).version;

const UNPACK = "(await import('@sparticuz/chromium')).default.executablePath()";

export interface ChromiumBinary {
  readonly executable: string;
  readonly libraries: string;
}

export async function chromiumBinary(folder: string): Promise<ChromiumBinary> {
  const unpacked = join(folder, `chromium-${version()}`);
  if (!existsSync(unpacked)) {
    mkdirSync(folder, { recursive: true });
    const unpacking = mkdtempSync(join(folder, 'unpacking-'));
    await promisify(execFile)(bundledNode, ['--input-type=module', '--eval', `await ${UNPACK}`], {
      cwd: projectRoot,
      // Without this name of a runtime it would leave the system libraries packed.
      env: { ...process.env, TMPDIR: unpacking, AWS_LAMBDA_JS_RUNTIME: 'nodejs22.x' },
    });
    becomes(unpacking, unpacked);
  }
  return { executable: join(unpacked, 'chromium'), libraries: join(unpacked, 'al2023', 'lib') };
}
