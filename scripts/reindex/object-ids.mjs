/**
 * The ids of all objects of the namespace, in pages. Guarantees: each page comes with the position from which it can be
 * asked for again. Relies on Cloudflare's API, or on the layout of the state folder that wrangler 4.155 keeps (one
 * SQLite file for each object, named by its id).
 *
 * @typedef {{ ids: string[], position: string }} Page
 */
import { existsSync, readdirSync } from 'node:fs';

const PAGE = 100;

/** @param {string} folder @returns {string[]} */
export function localIds(folder) {
  if (!existsSync(folder)) throw new Error(`There are no objects in ${folder}. Is STATE_DIR right?`);
  return readdirSync(folder)
    .map((file) => /^([0-9a-f]{64})\.sqlite$/.exec(file)?.[1])
    .filter((id) => id !== undefined)
    .sort();
}

/** @param {string[]} ids sorted @param {string} from the first id @returns {Generator<Page>} */
export function* localPages(ids, from) {
  const rest = ids.filter((id) => id >= from);
  for (let at = 0; at < rest.length; at += PAGE) {
    const page = rest.slice(at, at + PAGE);
    yield { ids: page, position: page[0] ?? '' };
  }
}

/**
 * @param {{ api: string, account: string, namespace: string, token: string }} where
 * @param {string} from a cursor, or empty
 * @returns {AsyncGenerator<Page>}
 */
export async function* cloudflarePages({ api, account, namespace, token }, from) {
  const objects = `${api}/accounts/${account}/workers/durable_objects/namespaces/${namespace}/objects`;
  let cursor = from;
  do {
    const query = new URLSearchParams({ limit: String(PAGE), ...(cursor && { cursor }) });
    const answer = await fetch(`${objects}?${query}`, { headers: { authorization: `Bearer ${token}` } });
    const body = /** @type {any} */ (await answer.json().catch(() => ({})));
    if (!answer.ok || body.success !== true) {
      throw new Error(`Cloudflare's API answers ${answer.status}: ${JSON.stringify(body.errors ?? [])}`);
    }
    // An object without stored data has nothing to project, and asking it would bill a request.
    const stored = body.result.filter((/** @type {any} */ object) => object.hasStoredData !== false);
    yield { ids: stored.map((/** @type {any} */ object) => object.id), position: cursor };
    cursor = body.result_info?.cursor ?? '';
  } while (cursor);
}
