/**
 * The registry of clients. Guarantees: what does not satisfy the policy is never stored. Relies on the policy being that of
 * the present configuration: a client whose algorithm has lost its key is found at delivery, not here.
 */
import type { Client } from './client.ts';
import type {
  ClientOutcome,
  ClientQuery,
  ClientQueryOutcome,
  ClientStore,
  ClientTrial,
  RegisterOptions,
  RegisterOutcome,
  TrialOutcome,
} from './client-store.ts';
import type { ClientTable } from './client-table.ts';
import { type RegistrationPolicy, registrationProblems } from './registration.ts';

export interface RegistryParts {
  readonly table: ClientTable;
  readonly policy: RegistrationPolicy;
  /** AES-GCM keys of results tokens; the first writes. */
  readonly tokenKeys: () => Promise<readonly CryptoKey[]>;
  /** Sends a client a logout token about nobody. */
  trial(client: Client): Promise<ClientTrial>;
}

export class ClientRegistry implements ClientStore {
  readonly #parts: RegistryParts;

  constructor(parts: RegistryParts) {
    this.#parts = parts;
  }

  async register(client: Client, { createOnly = false }: RegisterOptions = {}): Promise<RegisterOutcome> {
    const problems = registrationProblems(client, this.#parts.policy);
    if (problems.length > 0) return { outcome: 'refused', problems };
    const { existed } = await this.#parts.table.put(client, createOnly);
    if (existed && createOnly) return { outcome: 'revision-mismatch' };
    return { outcome: existed ? 'replaced' : 'registered', client };
  }

  async client(clientId: string): Promise<ClientOutcome> {
    const client = await this.#parts.table.get(clientId);
    return client === null ? { outcome: 'client-not-found' } : { outcome: 'found', client };
  }

  remove(clientId: string): Promise<void> {
    return this.#parts.table.delete(clientId);
  }

  async query(query: ClientQuery): Promise<ClientQueryOutcome> {
    return this.#parts.table.page(query, await this.#parts.tokenKeys());
  }

  async test(clientId: string): Promise<TrialOutcome> {
    const client = await this.#parts.table.get(clientId);
    if (client === null) return { outcome: 'client-not-found' };
    return { outcome: 'tried', trial: await this.#parts.trial(client) };
  }
}
