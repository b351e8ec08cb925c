/**
 * One workerd process with its storage on disk, by Miniflare. Guarantees: requests go straight to the Worker's own socket,
 * past Miniflare's entry Worker, which would add the same to everybody and so make every ratio look better; objects
 * stay in memory until the process ends, so warm is warm and a restart is cold; what the Worker logs is read and
 * dropped. Relies on Linux (`/proc`) for processor time; elsewhere there is none.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { convertV4MiniflareOptions, Log, LogLevel, Miniflare } from 'miniflare';

export const COMPATIBILITY_DATE = '2026-10-20';

/**
 * @typedef {object} WorkerOptions
 * @property {string} name
 * @property {string} script
 * @property {Record<string, string>} [bindings]
 * @property {string} database a name; Workers that share it share the database
 * @property {{ binding: string, className: string, ownedBy?: string }} objects
 */

export class Workerd {
  #miniflare;

  /** @param {Miniflare} miniflare @param {number | null} processId */
  constructor(miniflare, processId) {
    this.#miniflare = miniflare;
    this.processId = processId;
  }

  /** @param {string} folder where storage stays @param {readonly WorkerOptions[]} workers */
  static async start(folder, workers) {
    const before = childProcesses();
    const miniflare = new Miniflare(
      convertV4MiniflareOptions({
        workers: workers.map(({ name, script, bindings = {}, database, objects }) => ({
          name,
          modules: true,
          script,
          compatibilityDate: COMPATIBILITY_DATE,
          bindings,
          d1Databases: { INDEX: database },
          durableObjects: {
            [objects.binding]: {
              className: objects.className,
              useSQLite: true,
              ...(objects.ownedBy ? { scriptName: objects.ownedBy } : { unsafePreventEviction: true }),
            },
          },
          unsafeDirectSockets: [{ host: '127.0.0.1', port: 0 }],
        })),
        resourcePersistencePath: folder,
        handleStructuredLogs: () => undefined,
        log: new Log(LogLevel.NONE),
      }),
    );
    await miniflare.ready;
    const [started = null] = childProcesses().filter((id) => !before.includes(id));
    return new Workerd(miniflare, started);
  }

  /** @param {string} worker */
  url(worker) {
    return this.#miniflare.unsafeGetDirectURL(worker);
  }

  /** @param {string} worker @returns {Promise<import('@cloudflare/workers-types').D1Database>} */
  database(worker) {
    return /** @type {any} */ (this.#miniflare.getD1Database('INDEX', worker));
  }

  /** Seconds of processor that the process has used, all threads; null where nobody says. */
  get processorSeconds() {
    if (this.processId === null) return null;
    const threads = `/proc/${this.processId}/task`;
    let nanoseconds = 0;
    for (const thread of readdirSync(threads)) {
      nanoseconds += Number(readFileSync(`${threads}/${thread}/schedstat`, 'utf8').split(' ', 1)[0]);
    }
    return nanoseconds / 1e9;
  }

  stop() {
    return this.#miniflare.dispose();
  }
}

/** @returns {number[]} the workerd processes that this one has started */
function childProcesses() {
  try {
    const children = readFileSync(`/proc/${process.pid}/task/${process.pid}/children`, 'utf8').trim().split(/\s+/);
    return children
      .map(Number)
      .filter((id) => id > 0 && readFileSync(`/proc/${id}/comm`, 'utf8').startsWith('workerd'));
  } catch {
    return [];
  }
}
