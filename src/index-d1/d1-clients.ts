/** The table of clients as `ClientRegistry` calls it. Guarantees: every call sees what was acknowledged before it. */
import type { Client } from '../client/client.ts';
import type { ClientQuery, ClientQueryOutcome } from '../client/client-store.ts';
import type { ClientTable } from '../client/client-table.ts';
import type { Meter } from '../session/cost.ts';
import { clientPage } from './client-page.ts';
import { deleteClient, getClient, putClient } from './client-rows.ts';
import { D1Client } from './d1-client.ts';

export class D1Clients implements ClientTable {
  readonly #db: D1Database;
  readonly #meter: Meter;

  constructor(db: D1Database, meter: Meter) {
    this.#db = db;
    this.#meter = meter;
  }

  get #primary(): D1Client {
    return D1Client.primary(this.#db, this.#meter);
  }

  put(client: Client, createOnly = false): Promise<{ readonly existed: boolean }> {
    return putClient(this.#primary, client, createOnly);
  }

  get(clientId: string): Promise<Client | null> {
    return getClient(this.#primary, clientId);
  }

  delete(clientId: string): Promise<void> {
    return deleteClient(this.#primary, clientId);
  }

  page(query: ClientQuery, keys: readonly CryptoKey[]): Promise<ClientQueryOutcome> {
    return clientPage(this.#primary, query, keys);
  }
}
