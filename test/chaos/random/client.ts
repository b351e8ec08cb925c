/**
 * One of the clients: asks for one thing after the other, whatever it is answered, and writes it down. A tenth of its
 * guesses are wrong; every second client never forgets where it saw a session last.
 */

import { RouteCache } from '../../../src/store/route-cache.ts';
import { Actor } from '../harness/actor.ts';
import { remembersNothing } from '../harness/cold-routes.ts';
import type { ChaosEnv } from '../harness/environment.ts';
import { hours, now } from '../harness/virtual-clock.ts';
import type { Dice } from './dice.ts';
import type { History } from './history.ts';
import type { Content } from './model.ts';
import type { Population } from './population.ts';

const MIX = {
  create: 24,
  get: 14,
  update: 12,
  move: 14,
  renew: 12,
  touch: 8,
  delete: 14,
  sweepSubject: 2,
  sweepLogin: 2,
  sweepSid: 3,
  query: 2,
  cron: 2,
} as const;

export class Client {
  readonly #dice: Dice;
  readonly #population: Population;
  readonly #actor: Actor;
  readonly #strict: Actor;
  #values = 0;
  readonly #name: string;

  constructor(env: ChaosEnv, name: string, dice: Dice, population: Population, remembers: boolean) {
    this.#name = name;
    this.#dice = dice;
    this.#population = population;
    const routes = remembers ? new RouteCache() : remembersNothing;
    this.#actor = new Actor(env, routes);
    this.#strict = new Actor(env, routes);
    this.#strict.limit = { count: 4, policy: 'deny' };
  }

  async ask(history: History): Promise<void> {
    const dice = this.#dice;
    const actor = this.#actor;
    const { keys, subjects, sids } = this.#population;
    const key = dice.of(keys);
    const { id } = key;
    const guess = dice.chance(0.1) ? dice.of(subjects) : undefined;
    const what = dice.weighted(MIX);
    switch (what) {
      case 'create': {
        const content = this.#content(dice.of(subjects));
        const creator = dice.chance(0.2) ? this.#strict : actor;
        await history.record(id, { do: 'create', content }, () => creator.create(key, content));
        break;
      }
      case 'get':
        await history.record(id, { do: 'get' }, () => actor.get(key, { guess }));
        break;
      case 'update': {
        const found = await actor.get(key, { guess });
        const content = this.#content(found.outcome === 'found' ? found.subject : dice.of(subjects));
        await history.record(id, { do: 'update', content }, () => actor.update(key, content, { guess }));
        break;
      }
      case 'renew': {
        const found = await actor.get(key, { guess });
        const content = this.#content(dice.of(subjects));
        const kept = found.outcome === 'found' ? this.#prolonged(found) : content;
        await history.record(id, { do: 'renew', content: kept }, () => actor.renew(key, kept, { guess }));
        break;
      }
      case 'move': {
        const content = this.#content(dice.of(subjects));
        await history.record(id, { do: 'update', content }, () => actor.update(key, content, { guess }));
        break;
      }
      case 'touch':
        await history.record(id, { do: 'touch' }, () => actor.touch(key, { guess }));
        break;
      case 'delete':
        await history.record(id, { do: 'delete' }, () => actor.delete(key, { guess }));
        break;
      case 'sweepSubject': {
        const subject = dice.of(subjects);
        await history.record(null, { do: 'sweep', subject, sid: null }, () => actor.deleteOfSubject(subject));
        break;
      }
      case 'sweepLogin': {
        const [subject, sid] = [dice.of(subjects), dice.of(sids)];
        await history.record(null, { do: 'sweep', subject, sid }, () => actor.deleteOfSubject(subject, sid));
        break;
      }
      case 'sweepSid': {
        const sid = dice.of(sids);
        await history.record(null, { do: 'sweep', subject: null, sid }, () => actor.deleteOfSid(sid));
        break;
      }
      case 'query':
        await actor.query(dice.of(sids));
        break;
      case 'cron':
        await (dice.chance(0.5) ? actor.cron() : actor.removeExpired(10));
        break;
    }
  }

  /** What it was, for a while longer: nothing that a list shows changes, and often not enough to tell the index at once. */
  #prolonged({ subject, sid, value, expires }: Content): Content {
    const end = expires ?? now() + hours(this.#dice.between(1, 80));
    const left = Math.max(end - now(), 0);
    return { subject, sid, value, expires: end + this.#dice.between(left / 2, left) };
  }

  #content(subject: string): Content {
    const dice = this.#dice;
    const expires = dice.chance(0.5) ? now() + hours(dice.between(1, 80)) : null;
    return { subject, sid: dice.of(this.#population.sids), value: `${this.#name}.${this.#values++}`, expires };
  }
}
