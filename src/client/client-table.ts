/** Where registered clients are kept: what the registry asks of storage. A fault is `StorageUnavailable`. */
import type { Client } from './client.ts';
import type { ClientQuery, ClientQueryOutcome } from './client-store.ts';

export interface ClientTable {
  /** Says whether the id was there before; if it was, and `createOnly`, nothing is changed. */
  put(client: Client, createOnly: boolean): Promise<{ readonly existed: boolean }>;
  get(clientId: string): Promise<Client | null>;
  delete(clientId: string): Promise<void>;
  /** `keys` of the results token: the first writes, all read. */
  page(query: ClientQuery, keys: readonly CryptoKey[]): Promise<ClientQueryOutcome>;
}
