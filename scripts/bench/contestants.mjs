/**
 * The two that are compared, each in a workerd process of its own with storage of its own: the service as it is deployed,
 * and the bare Worker of `test/bench`. Guarantees: both D1 databases have the tables and indexes of `migrations/`.
 */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../bundled-node.mjs';
import { bundled } from './build.mjs';
import { Client } from './client.mjs';
import { requestBytes } from './connection.mjs';
import { Workerd } from './workerd.mjs';

const TOKEN = 'bench-token';
const MIGRATIONS = join(projectRoot, 'migrations');

/** What the service is configured with: one token, one ticket key. */
const BINDINGS = {
  API_TOKENS: JSON.stringify([
    { name: 'bench', sha256: createHash('sha256').update(TOKEN).digest('hex'), scopes: ['store'] },
  ]),
  TICKET_KEYS: JSON.stringify([{ id: 'bench-1', key: Buffer.alloc(32, 7).toString('base64') }]),
};

export class Contestant {
  /** @type {Client[]} */
  #clients = [];

  /** @param {Workerd} workerd */
  constructor(workerd) {
    this.workerd = workerd;
  }

  /** @param {string} worker */
  async client(worker) {
    const client = await Client.of(this.workerd, worker);
    this.#clients.push(client);
    return client;
  }

  /** @param {string} worker */
  async migrate(worker) {
    const database = await this.workerd.database(worker);
    for (const file of readdirSync(MIGRATIONS).filter((name) => name.endsWith('.sql'))) {
      for (const statement of readFileSync(join(MIGRATIONS, file), 'utf8').split('--> statement-breakpoint')) {
        await database.prepare(statement).run();
      }
    }
    return database;
  }

  async stop() {
    for (const client of this.#clients) client.close();
    await this.workerd.stop();
  }
}

export class Contestants {
  #folder;
  #service;
  #bare;

  /** @param {string} folder @param {string} service @param {string} bare */
  constructor(folder, service, bare) {
    this.#folder = folder;
    this.#service = service;
    this.#bare = bare;
  }

  /** @param {string} folder where all storage goes */
  static async in(folder) {
    return new Contestants(folder, await bundled('src/index.ts'), await bundled('test/bench/bare.ts'));
  }

  /**
   * The service: the Worker `first`, and `second` with the same objects and database, but an isolate of its own.
   * @param {string} [storage]
   */
  async service(storage = 'service') {
    const common = { script: this.#service, bindings: BINDINGS, database: 'main' };
    const objects = { binding: 'SUBJECTS', className: 'SubjectSessions' };
    return new Contestant(
      await Workerd.start(join(this.#folder, storage), [
        { ...common, name: 'first', objects },
        { ...common, name: 'second', objects: { ...objects, ownedBy: 'first' } },
      ]),
    );
  }

  /** The service over databases of different sizes: a Worker for each, named as its database. @param {readonly string[]} names */
  async servicesOver(names) {
    const objects = { binding: 'SUBJECTS', className: 'SubjectSessions' };
    const workers = names.map((name) => ({ name, script: this.#service, bindings: BINDINGS, database: name, objects }));
    return new Contestant(await Workerd.start(join(this.#folder, 'pages'), workers));
  }

  async bare() {
    const objects = { binding: 'OBJECTS', className: 'BareObject' };
    return new Contestant(
      await Workerd.start(join(this.#folder, 'bare'), [
        { name: 'bare', script: this.#bare, database: 'main', objects },
      ]),
    );
  }
}

/** Requests as a backend sends them. */
export const serviceRequests = {
  /** @param {unknown} session */
  create: (session) => requestBytes('POST', '/v1/sessions', { Authorization: `Bearer ${TOKEN}` }, session),
  /** @param {string} key */
  get: (key) => requestBytes('GET', '/v1/session', { Authorization: `Bearer ${TOKEN}`, 'Session-Key': key }),
  /** @param {string} query */
  page: (query) => requestBytes('GET', `/v1/sessions?${query}`, { Authorization: `Bearer ${TOKEN}` }),
};

export const bareRequests = {
  /** @param {unknown} session */
  create: (session) => requestBytes('POST', '/', {}, session),
  /** @param {{ home: string, id: string }} row */
  get: ({ home, id }) => requestBytes('GET', '/', { Object: home, Row: id }),
};

/** @param {readonly Buffer[]} bodies @returns {any[]} */
export const parsed = (bodies) => bodies.map((body) => JSON.parse(body.toString()));
