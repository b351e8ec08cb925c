/**
 * Where a scene plays: names of its own, an actor, faults, the clock and the alarms. Guarantees: a scene whose scripted
 * fault was never hit fails (it did not reach its interleaving), and so does one in which a violation was reported.
 * Alarms are deaf unless the scene rings them.
 */

import type { Client } from '../../../src/client/client.ts';
import { routeOf } from '../../../src/session/keys.ts';
import type { SessionLimit, SubjectApi } from '../../../src/subject/api.ts';
import { Actor, minted, named } from './actor.ts';
import type { Granted, Named, Written } from './answer.ts';
import { remembersNothing } from './cold-routes.ts';
import { watchEnds } from './end-ledger.ts';
import type { ChaosEnv } from './environment.ts';
import { calm, type Fault, type FaultSpec, type Letter, script } from './faults.ts';
import { store } from './granted.ts';
import { deliveriesOf, historyOf, type IndexedDelivery, type IndexState, indexRow } from './index-state.ts';
import { forgetScene, objectsOfScene, remember } from './known-objects.ts';
import type { ObjectState } from './object-state.ts';
import { projectInto } from './real-index.ts';
import { register } from './registered.ts';
import { behave, forgetHeard, heardSoFar } from './relying-parties.ts';
import { takeViolations } from './violations.ts';
import * as clock from './virtual-clock.ts';
import { D1 } from './wire.ts';

export class SceneFailed extends Error {
  override readonly name = 'SceneFailed';
}

/** Milliseconds of real time after which something does not happen any more. */
const PATIENCE = 10_000;

export class Stage {
  readonly env: ChaosEnv;
  readonly actor: Actor;
  readonly #scene: string;
  readonly #faults: Fault[] = [];
  #names = 0;

  constructor(env: ChaosEnv, scene: string) {
    this.env = env;
    this.#scene = `${scene}-${crypto.randomUUID().slice(0, 8)}`;
    this.actor = new Actor(env, remembersNothing);
    calm();
    clock.goOn();
    takeViolations();
    forgetScene();
    forgetHeard();
    watchEnds(true);
    behave(() => 'hear');
  }

  /** Lets everything go, and fails the scene that did not reach its points. */
  close(): void {
    calm();
    const violations = takeViolations();
    for (const { spec, hits } of this.#faults) this.holds(hits > 0, `never reached: ${spec.do} at ${spec.at}`);
    this.holds(violations.length === 0, violations.join('; '));
  }

  // ------------------------------------------------------------------------------------------------------ names

  subject(name: string): string {
    return `${this.#scene} ${name}`;
  }

  sid(name: string): string {
    return `${this.#scene} sid ${name}`;
  }

  /** A key of the caller's: its home is a bucket. */
  chosen(): Promise<Named> {
    return named(`${this.#scene} key ${this.#names++}`);
  }

  /** A key that names the object of this subject: its home is there. */
  minted(subject: string): Promise<Named> {
    return minted(subject);
  }

  route(subject: string): Promise<string> {
    return routeOf(subject);
  }

  /** What stands in a session of this subject; the sid is one of the scene's. */
  written(subject: string, value: string, sid = 'x'): Written {
    return { subject, sid: this.sid(sid), value };
  }

  /** A session that is live and in the index. */
  async live(key: Named, subject: string, sid = 'x'): Promise<Named> {
    const created = await this.actor.create(key, this.written(subject, 'first', sid));
    this.equal(created.outcome, 'created', 'the session to begin with');
    this.equal('indexed' in created && created.indexed, true, 'the session to begin with is in the index');
    return key;
  }

  /** A session with these clients, live and in the index. */
  async liveWith(key: Named, subject: string, clients: readonly string[], sid = 'x'): Promise<Named> {
    const created = await this.actor.create(key, { ...this.written(subject, 'first', sid), clients });
    this.equal(created.outcome, 'created', 'the session to begin with');
    this.equal('indexed' in created && created.indexed, true, 'the session to begin with is in the index');
    return key;
  }

  /** A registered client of the scene, with an address. */
  async client(name: string, says: Partial<Client> = {}): Promise<string> {
    const clientId = `${this.#scene} client ${name}`;
    await register(this.env.INDEX, clientId, says);
    return clientId;
  }

  /** Stores a grant with its owner: `adopted` or `ended-on-arrival`. */
  async grant(
    granted: Omit<Granted, 'data' | 'key'> & { readonly key?: string },
    began = clock.now(),
  ): Promise<string> {
    const key = granted.key ?? `${this.#scene} grant ${this.#names++}`;
    return store((route) => this.#object(route), { ...granted, key, data: 'data' }, began);
  }

  /** Grants of this subject that live, by type. */
  async grantsOf(subject: string): Promise<readonly string[]> {
    return (await this.state(await routeOf(subject))).grants.map(({ type }) => type).sort();
  }

  #object(route: string): SubjectApi {
    remember(route);
    return this.env.SUBJECTS.getByName(route) as unknown as SubjectApi;
  }

  limited(limit: SessionLimit): Actor {
    const actor = new Actor(this.env, remembersNothing);
    actor.limit = limit;
    return actor;
  }

  // ----------------------------------------------------------------------------------------------------- faults

  fault(spec: FaultSpec): Fault {
    const fault = script(spec);
    this.#faults.push(fault);
    return fault;
  }

  /** D1 answers nobody. */
  d1Down(): Fault {
    return this.fault({ at: '*:sent', to: D1, do: 'fail', times: Number.POSITIVE_INFINITY });
  }

  /** D1 answers the Worker, but no object (or not this one). */
  projectionDown(from?: string): Fault {
    const times = Number.POSITIVE_INFINITY;
    return this.fault({ at: 'project:sent', do: 'fail', times, ...(from === undefined ? {} : { from }) });
  }

  reached(fault: Fault): Promise<void> {
    return this.until(() => fault.hits > 0, `${fault.spec.do} at ${fault.spec.at}`);
  }

  async until(condition: () => boolean | Promise<boolean>, what: string): Promise<void> {
    for (let waited = 0; waited < PATIENCE; waited += 2) {
      if (await condition()) return;
      await scheduler.wait(2);
    }
    throw new SceneFailed(`did not happen: ${what}`);
  }

  /** What was kept of the one call that was copied. */
  copyOf(fault: Fault): Letter {
    const letter = fault.letters[0];
    if (!letter) throw new SceneFailed(`no copy at ${fault.spec.at}`);
    return letter;
  }

  /** The copy arrives. */
  async late(letter: Letter): Promise<void> {
    if (letter.to === D1) {
      await projectInto(this.env.INDEX, letter.args as Parameters<typeof projectInto>[1]);
      return;
    }
    remember(letter.to);
    await this.env.SUBJECTS.getByName(letter.to).late(letter);
  }

  // ------------------------------------------------------------------------------------------------ time, alarms

  /** By the clock of the Worker. */
  now(): number {
    return clock.now();
  }

  jump(milliseconds: number): void {
    clock.jump(milliseconds);
  }

  /** Time stands still but for jumps, until the scene is over or `timeGoesOn`. */
  timeStops(): void {
    clock.stop();
  }

  timeGoesOn(): void {
    clock.goOn();
  }

  hours(count: number): void {
    clock.jump(clock.hours(count));
  }

  skew(route: string, milliseconds: number): void {
    clock.skew(route, milliseconds);
  }

  /** Rings the alarm of one object, which must be due. */
  async ring(route: string): Promise<void> {
    const rang = await this.env.SUBJECTS.getByName(route).ring();
    if (!rang)
      throw new SceneFailed(
        `an alarm was to ring that is not due: ${JSON.stringify(await this.state(route))} ${clock.now()}`,
      );
  }

  /** Rings the alarm of one object again, where it has anything left to do. */
  async ringAgain(route: string): Promise<void> {
    await this.env.SUBJECTS.getByName(route).ring();
  }

  /** Rings all alarms of the scene that are due, in the order in which the objects were first called. */
  async ringAll(): Promise<void> {
    for (const route of objectsOfScene()) await this.env.SUBJECTS.getByName(route).ring();
  }

  /** Rings until no row waits for the index and no move is under way, minutes apart. */
  async settle(): Promise<void> {
    for (let minute = 0; minute < 30; minute++) {
      const states = await this.#states();
      if (states.every(([, { outbox, ways }]) => outbox.length === 0 && ways.every(({ moving }) => moving === 0)))
        return;
      await scheduler.wait(5);
      this.jump(60_000);
      await this.ringAll();
    }
    throw new SceneFailed('it does not settle');
  }

  /** Rings until, besides, no notification is under way; hours apart where a client does not answer. */
  async settleDeliveries(): Promise<void> {
    for (let turn = 0; turn < 60; turn++) {
      const states = await this.#states();
      if (states.every(([, { outbox, deliveries }]) => outbox.length === 0 && deliveries.length === 0)) return;
      this.jump(turn < 20 ? 60_000 : clock.hours(1));
      await this.ringAll();
    }
    throw new SceneFailed('notifications do not come to an end');
  }

  /** Rings the alarm though a run of it is under way. */
  ringAtOnce(route: string): Promise<void> {
    return this.env.SUBJECTS.getByName(route).ringAtOnce();
  }

  /** Resets an object: it forgets what it has not stored. */
  async reset(route: string): Promise<void> {
    try {
      await this.env.SUBJECTS.getByName(route).reset();
    } catch {
      // The answer goes with the object.
    }
  }

  async purgeIndex(): Promise<void> {
    await this.outcome(this.actor.purge(), 'deleted', 'the purge');
  }

  // ----------------------------------------------------------------------------------------------- what must hold

  state(route: string): Promise<ObjectState> {
    return this.env.SUBJECTS.getByName(route).state();
  }

  /** The entries of history of this session, as `reason`s, oldest first. */
  async reasons({ id }: Named): Promise<string> {
    return (await historyOf(this.env.INDEX, id)).map(({ reason }) => reason).join(' ');
  }

  /** What the index shows of the notifications of this session. */
  deliveries({ id }: Named): Promise<readonly IndexedDelivery[]> {
    return deliveriesOf(this.env.INDEX, id);
  }

  /** What a client was told so far: the reasons. */
  told(clientId: string): string {
    return heardSoFar()
      .filter((heard) => heard.clientId === clientId)
      .map(({ reason }) => reason)
      .join(' ');
  }

  /** When the index believes that it ends. */
  async indexedEnd({ id }: Named): Promise<number | null> {
    const row = await this.env.INDEX.prepare('SELECT ends FROM ix WHERE id = ?').bind(id).first<{ ends: number }>();
    return row?.ends ?? null;
  }

  indexed({ id }: Named): Promise<IndexState | null> {
    return indexRow(this.env.INDEX, id);
  }

  holds(condition: boolean, what: string): void {
    if (!condition) throw new SceneFailed(what);
  }

  equal(actual: unknown, expected: unknown, what: string): void {
    this.holds(Object.is(actual, expected), `${what}: ${String(actual)} instead of ${String(expected)}`);
  }

  async outcome(answer: Promise<{ readonly outcome: string }>, expected: string, what: string): Promise<void> {
    this.equal((await answer).outcome, expected, what);
  }

  /** The one record of this key stands in the subject's object, with this content, and a caller finds it. */
  async livesAt(key: Named, subject: string, value: string): Promise<void> {
    const found = await this.actor.get(key);
    this.equal(found.outcome, 'found', `${value} is looked up`);
    if (found.outcome !== 'found') return;
    this.equal(found.subject, subject, 'the subject');
    this.equal(found.value, value, 'the content');
    const owners = await this.#owners(key);
    this.equal(owners.length, 1, 'owners');
    this.equal(owners[0], await routeOf(subject), 'the owner');
  }

  /** Nobody has it, and nobody finds it. */
  async isGone(key: Named): Promise<void> {
    await this.outcome(this.actor.get(key), 'session-not-found', 'a session that has ended is looked up');
    this.equal((await this.#owners(key)).length, 0, 'owners');
  }

  /** Every object that the scene has called. */
  states(): Promise<readonly (readonly [string, ObjectState])[]> {
    return this.#states();
  }

  async #owners({ id }: Named): Promise<readonly string[]> {
    const states = await this.#states();
    return states.filter(([, { records }]) => records.some((record) => record.id === id)).map(([route]) => route);
  }

  #states(): Promise<readonly (readonly [string, ObjectState])[]> {
    return Promise.all(objectsOfScene().map(async (route) => [route, await this.state(route)] as const));
  }
}
