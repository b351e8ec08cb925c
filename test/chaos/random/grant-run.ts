/**
 * A random run of grants, as `run.ts` is of sessions: clients under misfortune, then quiet, then everything that must hold: one
 * owner, which home leads to; the index says the same; every answer is explained by an order of operations.
 */
import { grantIdOf, homeOf, mintKey, routeOf } from '../../../src/session/keys.ts';
import { Actor } from '../harness/actor.ts';
import type { Named } from '../harness/answer.ts';
import { remembersNothing } from '../harness/cold-routes.ts';
import { endEverything } from '../harness/end-everything.ts';
import type { ChaosEnv } from '../harness/environment.ts';
import { calm, leaveToChance } from '../harness/faults.ts';
import { Grants } from '../harness/grants.ts';
import { grantIndexRow } from '../harness/index-state.ts';
import { knownObjects, remember } from '../harness/known-objects.ts';
import { takeViolations } from '../harness/violations.ts';
import { hours, jump, leadRevisions, skew } from '../harness/virtual-clock.ts';
import { brokenAt } from './checks.ts';
import { Dice } from './dice.ts';
import { GrantClient, GrantHistory } from './grant-client.ts';
import { type GrantState, step } from './grant-model.ts';
import { LatePost } from './late-post.ts';
import { judge } from './linearizability.ts';
import { Misfortune } from './misfortune.ts';
import { quiet, ring, type World } from './quiet.ts';
import type { RoundReport } from './run.ts';
import type { Settings } from './settings.ts';

/** So few operations on each in one round that every order of them can be looked at. */
const KEYS = 24;
const OPS_OF_ROUND = 16;

export class GrantRun {
  readonly #env: ChaosEnv;
  readonly #settings: Settings;
  readonly #dice: Dice;
  readonly #post: LatePost;
  readonly #misfortune: Misfortune;
  readonly #keys: readonly Named[];
  readonly #clients: readonly GrantClient[];
  #states: ReadonlyMap<string, GrantState>;

  private constructor(env: ChaosEnv, settings: Settings, keys: readonly Named[], subjects: readonly string[]) {
    this.#env = env;
    this.#settings = settings;
    this.#keys = keys;
    this.#dice = new Dice(settings.seed);
    this.#post = new LatePost(env, this.#dice);
    this.#misfortune = new Misfortune(settings, this.#dice, this.#post);
    this.#clients = Array.from(
      { length: settings.clients },
      (_, n) => new GrantClient(env, `${settings.seed}.${n}`, this.#dice, { keys, subjects }, n % 2 === 0),
    );
    this.#states = new Map(keys.map(({ id }) => [id, null]));
  }

  static async begin(env: ChaosEnv, settings: Settings): Promise<GrantRun> {
    calm();
    takeViolations();
    const world = `${settings.seed}-${crypto.randomUUID().slice(0, 8)}`;
    const subjects = Array.from({ length: settings.subjects - 1 }, (_, n) => `${world} subject ${n}`);
    const routes = await Promise.all(subjects.map(routeOf));
    const keys = await Promise.all(
      Array.from({ length: KEYS }, async (_, n) => {
        const key = n % 3 === 0 ? mintKey(routes[n % routes.length] as string) : `${world} key ${n}`;
        const id = await grantIdOf(key);
        return { key, id, home: homeOf(key, id) };
      }),
    );
    const run = new GrantRun(env, settings, keys, subjects);
    for (const route of [...routes, ...keys.map(({ home }) => home)]) {
      remember(route);
      skew(route, run.#dice.between(-5, 5));
      leadRevisions(route, run.#dice.between(0, 1_600));
    }
    return run;
  }

  async round(): Promise<RoundReport> {
    const history = new GrantHistory();
    const before = this.#post.delivered;
    let asking = true;
    const weather = this.#weather(() => asking);
    leaveToChance(this.#misfortune);
    const asked = await Promise.allSettled(this.#clients.map((client) => this.#ask(client, history)));
    asking = false;
    calm();
    await weather;
    const faults = asked.flatMap((one) => (one.status === 'rejected' ? [`a fault: ${told(one.reason)}`] : []));
    const { world, restless } = await quiet(this.#env);
    const violations = [
      ...faults,
      ...takeViolations(),
      ...restless.map((one) => `does not come to rest: ${one}`),
      ...(await this.#broken(world)),
    ];
    const judged = await this.#judge(history);
    await this.#betweenRounds();
    const copies = this.#post.delivered - before;
    const { size: operations, lost } = history;
    return { operations, violations: [...violations, ...judged.violations], lost, copies, unjudged: judged.unjudged };
  }

  async end(): Promise<readonly string[]> {
    calm();
    for (const { home } of this.#keys) leadRevisions(home, 0);
    jump(hours(31));
    await this.#post.deliver();
    const left = await endEverything(this.#env);
    return [...takeViolations(), ...left];
  }

  async #ask(client: GrantClient, history: GrantHistory): Promise<void> {
    for (let n = 0; n < OPS_OF_ROUND; n++) await client.ask(history);
  }

  async #weather(asking: () => boolean): Promise<void> {
    const dice = this.#dice;
    const jumpAfter = dice.chance(this.#settings.jumpInRound) ? dice.between(5, 60) : Number.POSITIVE_INFINITY;
    const awayFrom = dice.chance(0.15) ? dice.between(0, 40) : Number.POSITIVE_INFINITY;
    for (let tick = 0; asking(); tick++) {
      await scheduler.wait(10);
      if (tick === jumpAfter) jump(hours(dice.of([1, 11, 25.5])));
      this.#misfortune.d1Away = tick >= awayFrom && tick < awayFrom + 40;
      await ring(this.#env, dice.of(knownObjects()));
      await this.#post.deliver();
    }
    this.#misfortune.d1Away = false;
  }

  async #betweenRounds(): Promise<void> {
    if (!this.#dice.chance(0.4)) return;
    jump(hours(this.#dice.of([1, 13, 25.5, 25.5])));
    await this.#post.deliver();
    for (const route of knownObjects()) await ring(this.#env, route);
    await new Actor(this.#env, remembersNothing).cron();
  }

  async #broken(world: World): Promise<readonly string[]> {
    const found = [...world].flatMap(([route, state]) => brokenAt(route, state, world));
    for (const { id, home } of this.#keys) {
      const owners = [...world].filter(([, { grants }]) => grants.some((grant) => grant.id === id));
      if (owners.length > 1) found.push(`two owners of ${id}: ${owners.map(([route]) => route).join(', ')}`);
      const [owner, state] = owners[0] ?? [];
      const held = state?.grants.find((one) => one.id === id);
      const row = await grantIndexRow(this.#env.INDEX, id);
      if (!held || !owner) {
        if (row?.state === 'live') found.push(`a ghost in the index: ${id} ${JSON.stringify(row)}`);
        continue;
      }
      const way = world.get(home)?.ways.find((one) => one.id === id);
      if (owner !== home && (way?.target !== owner || way.via !== held.via)) {
        found.push(`home ${home} does not lead to ${id} at ${owner}: ${JSON.stringify(way)}`);
      }
      if (row?.state !== 'live' || row.route !== owner || row.revision !== held.rev) {
        found.push(`the index has ${JSON.stringify(row)} for ${JSON.stringify(held)} at ${owner}`);
      }
    }
    return found;
  }

  async #judge(history: GrantHistory): Promise<{ readonly violations: readonly string[]; readonly unjudged: number }> {
    const reader = new Grants(new Actor(this.#env, remembersNothing));
    const violations: string[] = [];
    const states = new Map<string, GrantState>();
    let unjudged = 0;
    for (const key of this.#keys) {
      const { id } = key;
      const begin = this.#states.get(id) ?? null;
      const operations = history.of(id, begin);
      const judged = judge(operations, [begin], step);
      const found = await reader.get(key);
      const final = found.outcome === 'found' ? { subject: found.grant.subjectId, data: found.grant.data ?? '' } : null;
      if (judged.exhausted) unjudged++;
      else if (!judged.states.some((state) => state?.data === final?.data)) {
        violations.push(
          `no order explains ${id}: ${JSON.stringify({ begin, operations, states: judged.states, final })}`,
        );
      }
      states.set(id, final);
    }
    this.#states = states;
    return { violations, unjudged };
  }
}

const told = (fault: unknown): string =>
  fault instanceof Error
    ? `${fault.message}${fault.cause === undefined ? '' : `, caused by ${told(fault.cause)}`}`
    : String(fault);
