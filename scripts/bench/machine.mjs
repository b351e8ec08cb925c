/** The machine that the figures belong to. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { availableParallelism, cpus, loadavg, totalmem, type } from 'node:os';

const require = createRequire(import.meta.url);

/** @returns {string} */
export function machine() {
  const model = cpus()[0]?.model.trim() ?? 'unknown processor';
  const memory = `${Math.round(totalmem() / 2 ** 30)} GiB`;
  const load = loadavg()[0]?.toFixed(1) ?? '?';
  const versions = `Node ${process.versions.node}, workerd ${versionOf('workerd')}`;
  return `${availableParallelism()} cores, ${model}, ${memory}, ${type()}; ${versions}; load before the run ${load}`;
}

/** @param {string} name */
const versionOf = (name) => JSON.parse(readFileSync(require.resolve(`${name}/package.json`), 'utf8')).version;
