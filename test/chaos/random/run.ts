/**
 * A random run, round by round: clients under misfortune, then quiet, then everything that must hold. Guarantees: every
 * answer of the round is explained by an order of operations, or it is a violation; the run ends with everything ended,
 * a day passing, and no storage left.
 */

import { routeOf } from '../../../src/session/keys.ts';
import { Actor } from '../harness/actor.ts';
import { remembersNothing } from '../harness/cold-routes.ts';
import { endEverything } from '../harness/end-everything.ts';
import { watchEnds } from '../harness/end-ledger.ts';
import type { ChaosEnv } from '../harness/environment.ts';
import { calm, leaveToChance } from '../harness/faults.ts';
import { knownObjects, remember } from '../harness/known-objects.ts';
import { behave, forgetHeard } from '../harness/relying-parties.ts';
import { takeViolations } from '../harness/violations.ts';
import { hours, jump, leadRevisions, now, skew } from '../harness/virtual-clock.ts';
import { broken } from './checks.ts';
import { Client } from './client.ts';
import { Dice } from './dice.ts';
import { History } from './history.ts';
import { LatePost } from './late-post.ts';
import { judge } from './linearizability.ts';
import { Misfortune } from './misfortune.ts';
import { mayHaveExpired, type State, step } from './model.ts';
import { Notices, unfinished } from './notices.ts';
import { type Population, populate } from './population.ts';
import { quiet, ring } from './quiet.ts';
import type { Settings } from './settings.ts';
import { Tokens } from './tokens.ts';

export interface RoundReport {
  readonly operations: number;
  readonly violations: readonly string[];
  /** Operations without an answer, copies that arrived, histories that were too long to judge. */
  readonly lost: number;
  readonly copies: number;
  readonly unjudged: number;
}

export class Run {
  readonly #env: ChaosEnv;
  readonly #settings: Settings;
  readonly #dice: Dice;
  readonly #post: LatePost;
  readonly #misfortune: Misfortune;
  readonly #population: Population;
  readonly #clients: readonly Client[];
  readonly #tokens: Tokens;
  readonly #notices: Notices;
  #states: ReadonlyMap<string, readonly State[]>;

  private constructor(env: ChaosEnv, settings: Settings, population: Population) {
    this.#env = env;
    this.#settings = settings;
    this.#population = population;
    this.#dice = new Dice(settings.seed);
    this.#post = new LatePost(env, this.#dice);
    this.#misfortune = new Misfortune(settings, this.#dice, this.#post);
    this.#tokens = new Tokens(env);
    this.#notices = new Notices(env, `${settings.seed}-${crypto.randomUUID().slice(0, 8)}`);
    this.#clients = Array.from({ length: settings.clients }, (_, n) => {
      const shared = { population, tokens: this.#tokens, notices: this.#notices };
      return new Client(env, `${settings.seed}.${n}`, this.#dice, shared, n % 2 === 0);
    });
    this.#states = new Map(population.keys.map(({ id }) => [id, [{ kind: 'free' }]]));
  }

  static async begin(env: ChaosEnv, settings: Settings): Promise<Run> {
    calm();
    takeViolations();
    const population = await populate(settings);
    const run = new Run(env, settings, population);
    watchEnds(true);
    forgetHeard();
    await run.#notices.register();
    const subjects = await Promise.all(population.subjects.map(routeOf));
    for (const route of [...subjects, ...population.keys.map(({ home }) => home)]) {
      remember(route);
      skew(route, run.#dice.between(-5, 5));
      leadRevisions(route, run.#dice.between(0, 1_600));
    }
    return run;
  }

  /** A fault that nobody expected is a violation like any other. */
  async round(): Promise<RoundReport> {
    const history = new History();
    try {
      return await this.#round(history);
    } catch (fault) {
      return {
        operations: history.size,
        violations: [`a fault: ${told(fault)}`],
        lost: history.lost,
        copies: 0,
        unjudged: 0,
      };
    }
  }

  async #round(history: History): Promise<RoundReport> {
    const before = this.#post.delivered;
    let asking = true;
    const weather = this.#weather(() => asking);
    leaveToChance(this.#misfortune);
    behave(() => this.#dice.weighted({ hear: 70, fail: 15, refuse: 10, hang: 5 }));
    const asked = await Promise.allSettled(this.#clients.map((client) => this.#ask(client, history)));
    asking = false;
    calm();
    behave(() => 'hear');
    await weather;
    const faults = asked.flatMap((one) => (one.status === 'rejected' ? [`a fault: ${told(one.reason)}`] : []));
    const { world, restless } = await quiet(this.#env);
    const violations = [
      ...faults,
      ...takeViolations(),
      ...restless.map((one) => `does not come to rest: ${one}`),
      ...(await broken(this.#env, world, this.#population)),
      ...(await this.#tokens.broken(world)),
      ...(await this.#notices.broken(world)),
    ];
    const judged = await this.#judge(history);
    await this.#betweenRounds();
    if (this.#dice.chance(this.#settings.reindex)) violations.push(...(await this.#reindexed()));
    return {
      operations: history.size,
      violations: [...violations, ...judged.violations],
      lost: history.lost,
      copies: this.#post.delivered - before,
      unjudged: judged.unjudged,
    };
  }

  /** Everything ends, a day passes: what is still there. */
  async end(): Promise<readonly string[]> {
    calm();
    for (const { home } of this.#population.keys) leadRevisions(home, 0);
    jump(hours(31));
    await this.#post.deliver();
    const left = await endEverything(this.#env);
    return [...takeViolations(), ...left, ...(await unfinished(this.#env))];
  }

  async #ask(client: Client, history: History): Promise<void> {
    for (let n = 0; n < this.#settings.opsOfRound; n++) await client.ask(history);
  }

  /** What goes on beside the clients: alarms ring or get lost, letters arrive late, D1 goes away, time jumps. */
  async #weather(asking: () => boolean): Promise<void> {
    const dice = this.#dice;
    const jumpAfter = dice.chance(this.#settings.jumpInRound) ? dice.between(5, 60) : Number.POSITIVE_INFINITY;
    const awayFrom = dice.chance(0.15) ? dice.between(0, 40) : Number.POSITIVE_INFINITY;
    for (let tick = 0; asking(); tick++) {
      await scheduler.wait(10);
      if (tick === jumpAfter) {
        jump(hours(dice.of([13, 23, 25.5, 25.5])));
        for (const one of knownObjects()) if (dice.chance(0.3)) await ring(this.#env, one);
      }
      this.#misfortune.d1Away = tick >= awayFrom && tick < awayFrom + 40;
      const route = dice.of(knownObjects());
      if (dice.chance(this.#settings.lostAlarm)) await this.#loseAlarm(route);
      else await ring(this.#env, route);
      await this.#post.deliver();
    }
    this.#misfortune.d1Away = false;
  }

  async #loseAlarm(route: string): Promise<void> {
    try {
      await this.#env.SUBJECTS.getByName(route).loseAlarm();
    } catch {
      // Reset in this moment: it keeps its alarm.
    }
  }

  async #betweenRounds(): Promise<void> {
    if (!this.#dice.chance(0.4)) return;
    jump(hours(this.#dice.of([1, 13, 25.5, 25.5])));
    await this.#post.deliver();
    for (const route of knownObjects()) await ring(this.#env, route);
    await new Actor(this.#env, remembersNothing).cron();
  }

  /** The index is lost, and everything is projected again. Fences go with it: they would decide anew. */
  async #reindexed(): Promise<readonly string[]> {
    await quiet(this.#env);
    this.#post.dropWrites();
    for (const table of ['ix', 'gx', 'fence']) await this.#env.INDEX.prepare(`DELETE FROM ${table}`).run();
    for (const route of knownObjects()) await this.#env.SUBJECTS.getByName(route).reindex();
    const { world } = await quiet(this.#env);
    const lacks = await broken(this.#env, world, this.#population);
    return [...lacks, ...(await this.#tokens.broken(world))].map((one) => `after a reindex: ${one}`);
  }

  /** Holds every id's answers against the model, and what is there now against what they allow. */
  async #judge(history: History): Promise<{ readonly violations: readonly string[]; readonly unjudged: number }> {
    const reader = new Actor(this.#env, remembersNothing);
    const violations: string[] = [];
    const states = new Map<string, readonly State[]>();
    let unjudged = 0;
    for (const key of this.#population.keys) {
      const { id } = key;
      const over = now();
      const begin = this.#states.get(id) ?? [];
      const operations = history.of(id, begin, over);
      const judged = judge(operations, begin, step);
      const final = await reader.get(key);
      const possible = judged.states
        .flatMap((state) => mayHaveExpired(state, now()))
        .filter((state) =>
          final.outcome === 'found' ? state.kind === 'live' && state.value === final.value : state.kind !== 'live',
        );
      if (judged.exhausted) unjudged++;
      else if (possible.length === 0) violations.push(unexplained(id, begin, operations, judged.states, final));
      states.set(id, (possible.length > 0 ? possible : stateOf(final)).map(settled));
    }
    this.#states = states;
    return { violations, unjudged };
  }
}

/** A fault with its causes: the store wraps what an object threw. */
const told = (fault: unknown): string =>
  fault instanceof Error
    ? `${fault.message}${fault.cause === undefined ? '' : `, caused by ${told(fault.cause)}`}`
    : String(fault);

const LONG_AGO = { since: -1, acknowledged: -1, heard: -1 };

/** A round later, what began in this one is long ago. */
const settled = (state: State): State => (state.kind === 'live' ? { ...state, ...LONG_AGO } : state);

/** What is known of an id whose history is not: only what is there. */
function stateOf(final: Awaited<ReturnType<Actor['get']>>): readonly State[] {
  if (final.outcome === 'found') {
    const { subject, sid, value } = final;
    return [{ kind: 'live', subject, sid, value, expires: null, ...LONG_AGO }];
  }
  return [{ kind: 'free' }, { kind: 'ended', from: now(), until: now() }];
}

function unexplained(id: string, begin: unknown, operations: unknown, states: unknown, final: unknown): string {
  return `no order explains ${id}: ${JSON.stringify({ begin, operations, states, final })}`;
}
