/**
 * History and notifications of a random run. Guarantees: what the objects have let go is in the index; every end that tells
 * clients has a delivery for each of those that are registered, with an address, and for nobody who is not in the session's
 * list; index and objects say the same of every delivery; what says `delivered` was heard.
 */
import { takeAcknowledged } from '../harness/end-ledger.ts';
import type { ChaosEnv } from '../harness/environment.ts';
import { allDeliveries, allHistory, type HistoryState, type IndexedDelivery } from '../harness/index-state.ts';
import { register } from '../harness/registered.ts';
import { heardSoFar } from '../harness/relying-parties.ts';
import type { World } from './quiet.ts';

/** Who is registered, and how; the last one is not. */
const REGISTERED = [
  { name: 'plain', says: {}, told: true, coordinated: false },
  { name: 'coordinated', says: { coordinateLifetimeWithUserSession: true }, told: true, coordinated: true },
  { name: 'silent', says: { backChannelLogoutUri: null }, told: false, coordinated: false },
  {
    name: 'disabled',
    says: { enabled: false, coordinateLifetimeWithUserSession: true },
    told: false,
    coordinated: true,
  },
  { name: 'unknown', says: null, told: false, coordinated: false },
] as const;

/** Actors say whether their removals tell anybody. */
export const TELLS = 'chaos, telling';
export const TELLS_PLAIN = 'chaos, telling the plain one';

export class Notices {
  readonly #env: ChaosEnv;
  readonly #world: string;

  constructor(env: ChaosEnv, world: string) {
    this.#env = env;
    this.#world = world;
  }

  async register(): Promise<void> {
    for (const { name, says } of REGISTERED) if (says !== null) await register(this.#env.INDEX, this.#id(name), says);
  }

  get plain(): string {
    return this.#id('plain');
  }

  get all(): readonly string[] {
    return REGISTERED.map(({ name }) => this.#id(name));
  }

  /** The clients of the session whose content has this value: some of them, always the same. */
  of(value: string): readonly string[] {
    const bits = Number(value.split('.').at(-1)) * 7;
    return REGISTERED.filter((_, n) => (bits >> n) % 2 === 1).map(({ name }) => this.#id(name));
  }

  #id(name: string): string {
    return `${this.#world} client ${name}`;
  }

  async broken(world: World): Promise<readonly string[]> {
    const history = await allHistory(this.#env.INDEX);
    const deliveries = await allDeliveries(this.#env.INDEX);
    const ends = new Map(history.map((entry) => [`${entry.id}:${entry.revision}`, entry]));
    const lost = takeAcknowledged().filter((entry) => !ends.has(entry));
    return [
      ...lost.map((entry) => `the index lacks the entry of history ${entry}`),
      ...this.#untold(history, deliveries),
      ...differences(world, deliveries),
      ...unheard(deliveries),
    ];
  }

  /** Ends without the deliveries that they owe, or with others. */
  #untold(history: readonly HistoryState[], deliveries: readonly IndexedDelivery[]): readonly string[] {
    const ofEnd = Map.groupBy(deliveries, ({ id }) => id.slice(0, id.lastIndexOf('-')));
    const found: string[] = [];
    for (const end of history) {
      const there = (ofEnd.get(`${end.id}-${end.revision.toString(36)}`) ?? []).map(({ client }) => client);
      const list = end.name === null ? [] : this.of(end.name);
      const owed = list.filter((client) => this.#isOwed(client, end));
      const missing = owed.filter((client) => !there.includes(client));
      const strange = there.filter((client) => !this.#mayHear(client, list, end));
      if (missing.length + strange.length > 0) {
        found.push(`${JSON.stringify(end)} does not tell ${missing.join(', ')}, but ${strange.join(', ')}`);
      }
      if (new Set(there).size !== there.length) found.push(`${JSON.stringify(end)} tells somebody twice`);
    }
    return found;
  }

  #isOwed(client: string, { reason, actor }: HistoryState): boolean {
    const one = REGISTERED.find(({ name }) => this.#id(name) === client);
    if (!one?.told) return false;
    switch (reason) {
      case 'limit':
      case 'user_logout':
        return actor !== TELLS_PLAIN || client === this.plain;
      case 'terminated':
        return actor === TELLS || (actor === TELLS_PLAIN && client === this.plain);
      case 'expired':
        return one.coordinated;
      default:
        return false;
    }
  }

  /** Of a client that the index could not say anything of, its delivery decides. */
  #mayHear(client: string, list: readonly string[], { reason, actor }: HistoryState): boolean {
    if (!list.includes(client) || reason === 'replaced') return false;
    if (actor === TELLS_PLAIN) return client === this.plain;
    return reason !== 'terminated' || actor === TELLS;
  }
}

/** Of deliveries that are under way, and of what the index takes for one. */
function differences(world: World, deliveries: readonly IndexedDelivery[]): readonly string[] {
  const held = new Map([...world].flatMap(([, state]) => state.deliveries.map((one) => [one.id, one] as const)));
  const shown = new Map(deliveries.map((one) => [one.id, one]));
  return [
    ...[...held.values()]
      .filter(({ id, status, attempts }) => shown.get(id)?.status !== status || shown.get(id)?.attempts !== attempts)
      .map((one) => `the index has ${JSON.stringify(shown.get(one.id))} for ${JSON.stringify(one)}`),
    ...deliveries
      .filter(({ id, status }) => status === 'pending' && !held.has(id))
      .map((one) => `nobody delivers ${JSON.stringify(one)}`),
  ];
}

function unheard(deliveries: readonly IndexedDelivery[]): readonly string[] {
  const heard = new Set(heardSoFar().map(({ clientId, sid }) => JSON.stringify([clientId, sid])));
  return deliveries
    .filter(({ status, client, sid }) => status === 'delivered' && !heard.has(JSON.stringify([client, sid])))
    .map((one) => `delivered, and not heard: ${JSON.stringify(one)}`);
}

/** At the end of everything. */
export async function unfinished(env: ChaosEnv): Promise<readonly string[]> {
  const open = (await allDeliveries(env.INDEX)).filter(({ status }) => status === 'pending');
  return open.map((one) => `still under way at the end: ${JSON.stringify(one)}`);
}
