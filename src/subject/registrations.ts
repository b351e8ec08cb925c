/**
 * What this object knows of registered clients. Guarantees: an end asks the index first, so that a change of a registration
 * holds from its answer on; where the index does not answer in time, the last copy decides.
 */
import type { Client } from '../client/client.ts';
import type { Meter } from '../session/cost.ts';
import type { SubjectContext } from './context.ts';

export class Registrations {
  readonly #ctx: SubjectContext;
  /** As the index said last, while this instance lives; null: not registered. */
  readonly #heard = new Map<string, Client | null>();
  readonly #unkept = new Set<string>();

  constructor(ctx: SubjectContext) {
    this.#ctx = ctx;
  }

  /** Undefined: the index has never said. */
  of(clientId: string): Client | null | undefined {
    const heard = this.#heard.get(clientId);
    return heard === undefined && this.#ctx.tables.exist ? this.#ctx.tables.registrations.get(clientId) : heard;
  }

  /** What the index said of these clients. */
  hear(clientIds: Iterable<string>, clients: readonly Client[]): void {
    for (const clientId of clientIds) {
      this.#heard.set(clientId, null);
      this.#unkept.add(clientId);
    }
    for (const client of clients) this.#heard.set(client.clientId, client);
  }

  /** Keeps the copies for when the index does not answer. Inside a transaction. */
  keep(): void {
    for (const clientId of this.#unkept) {
      this.#ctx.tables.registrations.keep(clientId, this.#heard.get(clientId) ?? null);
    }
    this.#unkept.clear();
  }

  /**
   * Asks the index about the clients that `needed` names, until it names no further ones: it is asked again after each
   * answer, because sessions may have changed meanwhile. No answer: the last copies have to do.
   */
  async ask(needed: () => Iterable<string>, meter: Meter): Promise<void> {
    const asked = new Set<string>();
    for (;;) {
      const clientIds = [...new Set(needed())].filter((clientId) => !asked.has(clientId));
      if (clientIds.length === 0) return;
      for (const clientId of clientIds) asked.add(clientId);
      const answer = await this.#answer(clientIds);
      if (answer === null) return;
      meter.add(answer.cost);
      this.hear(clientIds, answer.clients);
    }
  }

  async #answer(clientIds: readonly string[]) {
    const { ports } = this.#ctx;
    const answered = new AbortController();
    const tooLong = ports.sleep(ports.policy.indexWait, answered.signal).then(() => null);
    try {
      return await Promise.race([ports.registrations(clientIds), tooLong]);
    } catch (fault) {
      ports.log('registrations-unavailable', { reason: fault instanceof Error ? fault.name : 'unknown' });
      return null;
    } finally {
      answered.abort();
    }
  }
}
