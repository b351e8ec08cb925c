/**
 * The schema of the index on this machine. Guarantees: every migration is applied when this resolves; wrangler, which takes
 * seconds to find that there is nothing to do, is asked only where there may be something. Relies on a note beside the
 * database, which goes when the database does.
 */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { projectRoot } from '../bundled-node.mjs';
import { applyMigrations } from './wrangler.mjs';

/** @param {import('./wrangler.mjs').Run} run @returns {Promise<void>} rejects with wrangler's own words */
export async function ensureMigrations(run) {
  // Where wrangler 4 keeps local databases. Where it does not, nothing is noted and wrangler is asked each time.
  const note = join(run.stateFolder, 'v3', 'd1', 'miniflare-D1DatabaseObject', 'migrations-applied');
  const schema = fingerprint();
  if (existsSync(note) && readFileSync(note, 'utf8') === schema) return;
  console.log('Applying migrations ...');
  await applyMigrations(run);
  if (existsSync(dirname(note))) writeFileSync(note, schema);
}

/** Of all that decides which database has which schema: the migrations, the configuration that names it, and wrangler. */
function fingerprint() {
  const migrations = readdirSync(join(projectRoot, 'migrations'))
    .filter((file) => file.endsWith('.sql'))
    .toSorted()
    .map((file) => join('migrations', file));
  const hash = createHash('sha256');
  for (const file of ['wrangler.toml', 'node_modules/wrangler/package.json', ...migrations]) {
    hash.update(`${file}\0${readFileSync(join(projectRoot, file), 'utf8')}\0`);
  }
  return hash.digest('hex');
}
