/** One of the clients of a random run of grants: asks for one thing after the other, and writes down what it is told. */
import { RouteCache } from '../../../src/store/route-cache.ts';
import { Actor } from '../harness/actor.ts';
import type { Named } from '../harness/answer.ts';
import { remembersNothing } from '../harness/cold-routes.ts';
import type { ChaosEnv } from '../harness/environment.ts';
import { Grants } from '../harness/grants.ts';
import { now } from '../harness/virtual-clock.ts';
import type { Dice } from './dice.ts';
import type { GrantAction, GrantOperation, GrantState } from './grant-model.ts';

const MIX = {
  store: 30,
  move: 16,
  create: 8,
  get: 18,
  remove: 12,
  take: 10,
  revoke: 2,
  removeAll: 3,
  removeGroup: 2,
} as const;

/** `id` null: of all keys of a subject. */
interface Entry {
  readonly id: string | null;
  readonly action: GrantAction;
  readonly invoked: number;
  returned: number;
  readonly began: number;
  ended: number;
  outcome: string;
  data: string | null;
}

/** What was asked and answered in one round. An operation without an answer may take effect until the round is over, or never. */
export class GrantHistory {
  readonly #entries: Entry[] = [];
  #step = 0;

  get size(): number {
    return this.#entries.length;
  }

  get lost(): number {
    return this.#entries.filter(({ outcome }) => outcome === 'lost').length;
  }

  async record(
    id: string | null,
    action: GrantAction,
    ask: () => Promise<{ readonly outcome: string; readonly data?: string | null }>,
  ): Promise<void> {
    const returned = Number.POSITIVE_INFINITY;
    const entry: Entry = {
      id,
      action,
      invoked: this.#step++,
      returned,
      began: now(),
      ended: returned,
      outcome: 'lost',
      data: null,
    };
    this.#entries.push(entry);
    const { outcome, data = null } = await ask();
    entry.outcome = outcome;
    entry.ended = now();
    entry.data = data;
    if (outcome !== 'lost') entry.returned = this.#step++;
  }

  /** The operations that concern a key, of which `begin` is known. */
  of(id: string, begin: GrantState): readonly GrantOperation[] {
    const own = this.#entries.filter((entry) => entry.id === id);
    const subjects = new Set([begin?.subject]);
    for (const { action } of own) if (action.do === 'store') subjects.add(action.content.subject);
    return this.#entries
      .filter(({ id: of, action }) => of === id || (action.do === 'revoke' && subjects.has(action.subject)))
      .map(({ action, invoked, returned, began, ended, outcome, data }) => {
        const optional = outcome === 'lost';
        return {
          ...action,
          invoked,
          returned,
          outcome,
          data,
          optional,
          took: ended - began,
          cut: this.#isCut(action, invoked),
        };
      })
      .filter(({ do: what, optional }) => !optional || what !== 'get');
  }

  #isCut(action: GrantAction, invoked: number): boolean {
    if (action.do !== 'store') return false;
    const { subject } = action.content;
    return this.#entries.some(
      (one) => one.action.do === 'revoke' && one.action.subject === subject && one.returned > invoked,
    );
  }
}

export class GrantClient {
  readonly #dice: Dice;
  readonly #grants: Grants;
  readonly #keys: readonly Named[];
  readonly #subjects: readonly string[];
  readonly #name: string;
  #values = 0;

  constructor(
    env: ChaosEnv,
    name: string,
    dice: Dice,
    { keys, subjects }: { readonly keys: readonly Named[]; readonly subjects: readonly string[] },
    remembers: boolean,
  ) {
    this.#name = name;
    this.#dice = dice;
    this.#keys = keys;
    this.#subjects = subjects;
    this.#grants = new Grants(new Actor(env, remembers ? new RouteCache() : remembersNothing));
  }

  async ask(history: GrantHistory): Promise<void> {
    const dice = this.#dice;
    const grants = this.#grants;
    const key = dice.of(this.#keys);
    const { id } = key;
    const guess = dice.chance(0.2) ? { guess: dice.of(this.#subjects) } : {};
    const what = dice.weighted(MIX);
    switch (what) {
      case 'store':
      case 'move':
      case 'create': {
        const content = this.#content(
          what === 'store' ? this.#keys.indexOf(key) : dice.below(this.#subjects.length + 1),
        );
        const createOnly = what === 'create';
        const { subject, data } = content;
        await history.record(id, { do: 'store', content, createOnly }, () =>
          grants.store(key, { subjectId: subject, data }, { createOnly, ...guess }),
        );
        break;
      }
      case 'get':
        await history.record(id, { do: 'get' }, async () => {
          const found = await grants.get(key, guess);
          return { outcome: found.outcome, data: found.outcome === 'found' ? found.grant.data : null };
        });
        break;
      case 'remove':
      case 'take': {
        const representation = what === 'take';
        await history.record(id, { do: 'remove', representation }, async () => {
          const removed = await grants.remove(key, { representation, ...guess });
          const data = removed.outcome === 'removed' ? (removed.grant?.data ?? null) : null;
          return { outcome: removed.outcome, data };
        });
        break;
      }
      case 'revoke':
      case 'removeAll': {
        const subject = dice.of(this.#subjects);
        await history.record(null, { do: 'revoke', subject }, () =>
          what === 'revoke' ? grants.revoke({ subjectId: subject }) : grants.removeAll({ subjectId: subject }),
        );
        break;
      }
      case 'removeGroup':
        // Names nobody: the index walks, nothing goes.
        await grants.removeAll({ grantId: `${this.#name} nobody` });
        break;
    }
  }

  /** The last of the places is nobody's: the client's. */
  #content(n: number): NonNullable<GrantState> {
    const subject = this.#subjects[n % (this.#subjects.length + 1)] ?? null;
    return { subject, data: `${this.#name}.${this.#values++}` };
  }
}
