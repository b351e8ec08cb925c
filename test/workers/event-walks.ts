/** Random walks through history and deliveries while events come, change and are forgotten. */
import * as fc from 'fast-check';
import type { EventPageOutcome } from '../../src/index-d1/event-page.ts';
import { DELIVERY_STATUSES, type Delivery, type EndedSession } from '../../src/session/ending.ts';
import type { QueryResult } from '../../src/session/session-filter.ts';
import {
  deliveriesQuery,
  delivery,
  endedSession,
  forget,
  historyQuery,
  tellDeliveries,
  tellHistory,
} from './event-rows.ts';
import { emptyIndex, idOf, newIndex, tokenKey } from './index-rows.ts';
import { type Turn, type WalkChecks, type WalkedList, type WalkPlan, walkListBothWays } from './list-walks.ts';

interface Told<Fields> {
  readonly n: number;
  readonly fields: Fields;
}

type Change<Fields> =
  | ({ readonly kind: 'tell' | 'change' } & Told<Fields>)
  | { readonly kind: 'forget'; readonly n: number };

export interface EventScenario<Fields> extends WalkPlan<Change<Fields>> {
  readonly rows: readonly Told<Fields>[];
  readonly filter: Fields;
}

/** What a list of events is to these walks. */
interface Kind<Event, Fields> {
  readonly table: 'history' | 'delivery';
  readonly eventOf: (n: number, fields: Fields) => Event;
  readonly timeOf: (event: Event) => number;
  /** What may change of an event that is there; null: nothing. */
  readonly changed: ((event: Event, fields: Fields) => Event) | null;
  readonly tell: (...events: readonly Event[]) => Promise<void>;
  readonly ask: (filter: Fields, turn: Turn, keys: readonly CryptoKey[]) => Promise<EventPageOutcome<Event>>;
}

class Model<Event extends { readonly id: string }, Fields extends object> implements WalkedList<Change<Fields>> {
  readonly #kind: Kind<Event, Fields>;
  readonly #filter: Fields;
  /** In the order in which they were told. */
  #events: readonly { readonly n: number; readonly event: Event }[] = [];

  constructor(kind: Kind<Event, Fields>, filter: Fields) {
    this.#kind = kind;
    this.#filter = filter;
  }

  async fill(rows: readonly Told<Fields>[]): Promise<void> {
    this.#events = rows.map(({ n, fields }) => ({ n, event: this.#kind.eventOf(n, fields) }));
    await this.#kind.tell(...this.#events.map(({ event }) => event));
  }

  async page(turn: Turn): Promise<QueryResult<Event>> {
    const outcome = await this.#kind.ask(this.#filter, turn, [await tokenKey()]);
    if (outcome.outcome !== 'page') throw new Error('the token was refused');
    return outcome.page;
  }

  matching(): readonly Event[] {
    const { timeOf } = this.#kind;
    const wanted = Object.entries(this.#filter).filter(([, value]) => value !== null);
    return this.#events
      .map(({ event }) => event)
      .filter((event) => wanted.every(([name, value]) => (event as Record<string, unknown>)[name] === value))
      .toReversed()
      .sort((a, b) => timeOf(b) - timeOf(a));
  }

  standing(): ReadonlySet<string> {
    return new Set(this.matching().map((event) => JSON.stringify([event.id, this.#kind.timeOf(event)])));
  }

  async apply(changes: readonly Change<Fields>[]): Promise<readonly string[]> {
    for (const change of changes) await this.#change(change);
    return changes.map(({ n }) => idOf(n));
  }

  async #change(change: Change<Fields>): Promise<void> {
    const { n, kind } = change;
    const { eventOf, changed, tell, table } = this.#kind;
    const there = this.#events.find((other) => other.n === n)?.event;
    if (kind === 'forget') {
      this.#events = this.#events.filter((other) => other.n !== n);
      await forget(table, idOf(n));
    } else if (!there) {
      const event = eventOf(n, change.fields);
      this.#events = [...this.#events, { n, event }];
      await tell(event);
    } else if (kind === 'change' && changed) {
      const event = changed(there, change.fields);
      this.#events = this.#events.map((other) => (other.n === n ? { n, event } : other));
      await tell(event);
    }
  }
}

const IDS = 40;
const maybe = <T>(...values: readonly T[]): fc.Arbitrary<T | null> => fc.constantFrom(null, ...values);

const scenarioOf = <Fields>(
  fields: fc.Arbitrary<Fields>,
  filter: fc.Arbitrary<Fields>,
  { changing, atLeast = 0 }: { readonly changing: boolean; readonly atLeast?: number },
): fc.Arbitrary<EventScenario<Fields>> =>
  fc.record({
    rows: fc.uniqueArray(fc.record({ n: fc.nat(IDS - 1), fields }), {
      selector: ({ n }) => n,
      minLength: atLeast,
      maxLength: IDS,
    }),
    filter,
    sizes: fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 5 }),
    changes: changing
      ? fc.array(
          fc.array(
            fc.oneof(
              fc.record({ kind: fc.constantFrom('tell', 'change'), n: fc.nat(IDS - 1), fields }),
              fc.record({ kind: fc.constant('forget' as const), n: fc.nat(IDS - 1) }),
            ),
            { maxLength: 4 },
          ),
          { maxLength: 12 },
        )
      : fc.constant([]),
  });

async function walk<Event extends { readonly id: string }, Fields extends object>(
  kind: Kind<Event, Fields>,
  plan: EventScenario<Fields>,
  checks: WalkChecks,
): Promise<void> {
  await emptyIndex();
  const model = new Model(kind, plan.filter);
  await model.fill(plan.rows);
  await walkListBothWays(model, plan, checks);
}

const time = fc.integer({ min: 1000, max: 1006 });
const subjectId = ['alice', 'bob'] as const;
const sessionId = ['one', 'two', 'Two'] as const;
const clientId = ['web', 'app'] as const;

type HistoryFields = Partial<EndedSession>;
type DeliveryFields = Partial<Delivery>;

const HISTORY: Kind<EndedSession, HistoryFields> = {
  table: 'history',
  eventOf: endedSession,
  timeOf: ({ ended }) => ended,
  changed: null,
  tell: tellHistory,
  ask: (filter, turn, keys) => newIndex().history(historyQuery({ ...filter, ...turn }), keys),
};

const DELIVERIES: Kind<Delivery, DeliveryFields> = {
  table: 'delivery',
  eventOf: delivery,
  timeOf: ({ created }) => created,
  changed: (event, { status = event.status }) => ({ ...event, status, attempts: event.attempts + 1 }),
  tell: tellDeliveries,
  ask: (filter, turn, keys) => newIndex().deliveries(deliveriesQuery({ ...filter, ...turn }), keys),
};

interface Plans {
  /** Whether events come, change and go meanwhile. */
  readonly changing: boolean;
  /** Events at the beginning. */
  readonly atLeast?: number;
}

export const historyScenario = (plans: Plans): fc.Arbitrary<EventScenario<HistoryFields>> =>
  scenarioOf<HistoryFields>(
    fc.record({
      ended: time,
      subjectId: fc.constantFrom(...subjectId),
      sessionId: fc.constantFrom(...sessionId),
    }),
    fc.record({ subjectId: maybe(...subjectId), sessionId: maybe(...sessionId) }) as fc.Arbitrary<HistoryFields>,
    plans,
  );

export const deliveryScenario = (plans: Plans): fc.Arbitrary<EventScenario<DeliveryFields>> =>
  scenarioOf<DeliveryFields>(
    fc.record({
      created: time,
      status: fc.constantFrom(...DELIVERY_STATUSES),
      clientId: fc.constantFrom(...clientId),
      subjectId: fc.constantFrom(...subjectId),
      sessionId: fc.constantFrom(...sessionId),
    }),
    fc.record({
      status: maybe(...DELIVERY_STATUSES),
      clientId: maybe(...clientId),
      subjectId: maybe(...subjectId),
      sessionId: maybe(...sessionId),
    }) as fc.Arbitrary<DeliveryFields>,
    plans,
  );

export const walkHistoryBothWays = (plan: EventScenario<HistoryFields>, checks: WalkChecks): Promise<void> =>
  walk(HISTORY, plan, checks);

export const walkDeliveriesBothWays = (plan: EventScenario<DeliveryFields>, checks: WalkChecks): Promise<void> =>
  walk(DELIVERIES, plan, checks);
