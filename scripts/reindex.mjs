/**
 * `npm run reindex`: makes every object project its sessions into the index again, after the index was lost or restored.
 * Guarantees: exit code 0 only when every object has answered; otherwise the last line says how to go on from there.
 *
 * Environment: BASE_URL and TOKEN (scope `configure`). The objects come from Cloudflare's API when CLOUDFLARE_ACCOUNT_ID
 * is set (with CLOUDFLARE_API_TOKEN and DO_NAMESPACE_ID), else from STATE_DIR (.wrangler/state). Argument: `--from <position>`.
 */
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { projectRoot } from './bundled-node.mjs';
import { ProgressBar } from './progress-bar.mjs';
import { cloudflarePages, localIds, localPages } from './reindex/object-ids.mjs';
import { ServiceClient } from './service-client.mjs';

/** @param {string} name */
function required(name) {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set.`);
  return value;
}

/** @param {string} from @returns {{ pages: Iterable<import('./reindex/object-ids.mjs').Page> | AsyncIterable<import('./reindex/object-ids.mjs').Page>, total: number | undefined }} */
function objects(from) {
  if (process.env.CLOUDFLARE_ACCOUNT_ID) {
    const where = {
      api: process.env.CLOUDFLARE_API_BASE_URL || 'https://api.cloudflare.com/client/v4',
      account: required('CLOUDFLARE_ACCOUNT_ID'),
      namespace: required('DO_NAMESPACE_ID'),
      token: required('CLOUDFLARE_API_TOKEN'),
    };
    return { pages: cloudflarePages(where, from), total: undefined };
  }
  const state = resolve(projectRoot, process.env.STATE_DIR || '.wrangler/state');
  const ids = localIds(join(state, 'v3', 'do', 'edge-sessions-SubjectSessions'));
  return { pages: localPages(ids, from), total: ids.filter((id) => id >= from).length };
}

let position = '';
try {
  position = parseArgs({ options: { from: { type: 'string' } } }).values.from ?? '';
  const service = ServiceClient.fromEnvironment();
  const { pages, total } = objects(position);
  const bar = new ProgressBar('Objects', total);
  let count = 0;
  let projected = 0;
  let waiting = 0;
  try {
    for await (const page of pages) {
      position = page.position;
      if (page.ids.length === 0) continue;
      const answer = await service.post('/v1/operations/reindex', { objects: page.ids });
      if (answer.status !== 200) throw new Error(`The service answers ${answer.status}: ${answer.body}`);
      const told = JSON.parse(answer.body);
      projected += told.projected;
      waiting += told.waiting;
      count += page.ids.length;
      bar.advance(page.ids.length);
    }
  } finally {
    bar.end();
  }
  console.log(`${count} objects, ${projected} sessions projected, ${waiting} waiting for the index.`);
  if (waiting > 0) console.log('What waits follows by itself, as soon as the index answers.');
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  console.error(`Not finished. Go on with: npm run reindex${position && ` -- --from ${position}`}`);
  process.exitCode = 1;
}
