/**
 * The real core of the object (`src/subject/subject.ts`) in a shell of this suite: its storage and its ports are wrapped,
 * so that every call and every transaction passes the points of `faults.ts`. Guarantees: nothing else differs from the
 * production shell. Relies on being reached by name.
 */
import { DurableObject } from 'cloudflare:workers';
import type { Projectable } from '../../../src/index-d1/index-row.ts';
import type * as api from '../../../src/subject/api.ts';
import type { SubjectPeer } from '../../../src/subject/api.ts';
import type * as grants from '../../../src/subject/grant-api.ts';
import type { SubjectPorts, SubjectStorage } from '../../../src/subject/ports.ts';
import type { ResealArgs, SealedOtherwiseArgs } from '../../../src/subject/reseal-api.ts';
import { Subject } from '../../../src/subject/subject.ts';
import { AlarmBell } from './alarm-bell.ts';
import { callsOf } from './calls.ts';
import { EndLedger } from './end-ledger.ts';
import type { ChaosEnv } from './environment.ts';
import type { Letter } from './faults.ts';
import { isMoving, tellMoves } from './moves-under-way.ts';
import { type ObjectState, readState } from './object-state.ts';
import { POLICY } from './policy.ts';
import { projectInto, registrationsIn } from './real-index.ts';
import { hear } from './relying-parties.ts';
import { report } from './violations.ts';
import { now, revisionLead } from './virtual-clock.ts';
import { D1, passWrite, type Sender, send } from './wire.ts';

const idsIn = ({ sessions, grants, history, deliveries }: Projectable): readonly string[] =>
  [...sessions, ...grants, ...history, ...deliveries].map(({ id }) => id);

export class ChaosSubject extends DurableObject<ChaosEnv> implements api.SubjectApi {
  readonly #route: string;
  readonly #bell: AlarmBell;
  readonly #subject: Subject;
  readonly #sender: Sender;
  readonly #ledger: EndLedger;

  constructor(state: DurableObjectState, env: ChaosEnv) {
    super(state, env);
    const { storage } = state;
    this.#route = state.id.name ?? '';
    this.#bell = new AlarmBell(storage);
    this.#ledger = new EndLedger(storage.sql, this.#route);
    this.#sender = {
      who: this.#route,
      flushed: () => storage.sync(),
      abort: () => state.abort(`chaos: ${this.#route} was reset`),
    };
    this.#subject = new Subject(this.#storage(storage), this.#ports(env));
    this.#tell();
  }

  #storage(storage: DurableObjectStorage): SubjectStorage {
    return {
      sql: storage.sql,
      getAlarm: () => this.#bell.get(),
      setAlarm: (at) => this.#bell.set(at),
      deleteAlarm: () => this.#bell.clear(),
      deleteAll: () => {
        this.#ledger.checkEmpty();
        return storage.deleteAll();
      },
      transact: (label, step) => {
        const before = this.#ledger.look();
        const result = storage.transactionSync(() => {
          const done = step();
          this.#leadRevisions();
          return done;
        });
        this.#ledger.check(label, before, now(this.#route));
        this.#tell();
        passWrite(this.#sender, label, []);
        return result;
      },
    };
  }

  #ports(env: ChaosEnv): SubjectPorts {
    return {
      now: () => now(this.#route),
      sleep: (milliseconds, signal) =>
        scheduler.wait(milliseconds, signal ? { signal } : {}).catch((fault) => {
          if (!signal?.aborted) throw fault;
        }),
      random: () => Math.random(),
      peer: (route) => callsOf<SubjectPeer>(this.#sender, route, env),
      project: (rows) =>
        send(this.#sender, { call: 'project', to: D1, ids: idsIn(rows), args: rows }, () =>
          projectInto(env.INDEX, rows),
        ),
      registrations: (clientIds) =>
        send(this.#sender, { call: 'registrations', to: D1, ids: clientIds, args: clientIds }, () =>
          registrationsIn(env.INDEX, clientIds),
        ),
      deliver: (notice, client) => {
        const { clientId } = notice;
        const letter = { call: 'deliver', to: clientId, ids: [clientId], args: notice };
        return send(this.#sender, letter, () => hear(this.#route, notice, client));
      },
      log: (event, details) => {
        if (event === 'move-refused')
          report(`home asked for another stay than its owner has: ${JSON.stringify(details)}`);
      },
      policy: POLICY,
    };
  }

  /** A revision clock in front of the clock: as if this object had seen a higher revision before. */
  #leadRevisions(): void {
    const lead = revisionLead(this.#route);
    if (lead > 0) this.ctx.storage.sql.exec('UPDATE meta SET rev = max(rev, ?)', now(this.#route) + lead);
  }

  #tell(): void {
    const { sql } = this.ctx.storage;
    const exists = sql.exec(`SELECT 1 FROM sqlite_master WHERE name = 'way'`).toArray().length > 0;
    const rows = exists ? sql.exec<{ id: string }>('SELECT id FROM way WHERE rec IS NOT NULL').toArray() : [];
    tellMoves(
      this.#route,
      rows.map(({ id }) => id),
    );
  }

  // ------------------------------------------------------------------------------------------------ of the driver

  /** The platform keeps no alarm for a class that has no handler. It lies ten years ahead: this never runs. */
  override async alarm(): Promise<void> {
    report(`a real alarm rang at ${this.#route}`);
  }

  /** Rings the alarm if it is due; false: it is not. */
  ring(): Promise<boolean> {
    return this.#bell.ring(now(this.#route), () => this.#subject.alarm());
  }

  /** What the alarm does, though a run of it may be under way. */
  ringAtOnce(): Promise<void> {
    return this.#subject.alarm();
  }

  reset(): void {
    this.ctx.abort('chaos: reset by the scene');
  }

  loseAlarm(): Promise<void> {
    return this.#bell.lose();
  }

  async state(): Promise<ObjectState> {
    return readState(this.ctx.storage.sql, await this.ctx.storage.getAlarm());
  }

  /**
   * A call between objects that was sent long ago arrives again. Reports one that takes or makes a record while its home
   * moves nothing: nobody may notice afterwards, and it is wrong all the same.
   */
  async late({ call, from, args }: Letter): Promise<unknown> {
    const id = (args as api.ById).id;
    const before = this.#via(id);
    const wanted = isMoving(from, id);
    const answer = await this.#arrive(call, args);
    const after = this.#via(id);
    const took = call === 'yield' && before === (args as api.YieldArgs).via && after === null;
    const made = call === 'adopt' && before === null && after === (args as api.AdoptArgs).via;
    if ((took || made) && !wanted) report(`a late ${call} changed ${id}, which ${from} was not moving`);
    return answer;
  }

  #arrive(call: string, args: unknown): Promise<unknown> {
    switch (call) {
      case 'adopt':
        return this.#subject.adopt(args as api.AdoptArgs);
      case 'yield':
        return this.#subject.yield(args as api.YieldArgs);
      case 'release':
        return this.#subject.release(args as api.ById & { readonly via: number });
      default:
        throw new Error(`no late ${call}`);
    }
  }

  #via(id: string): number | null {
    const { sql } = this.ctx.storage;
    const via = (table: 's' | 'g') => {
      if (sql.exec('SELECT 1 FROM sqlite_master WHERE name = ?', table).toArray().length === 0) return null;
      return sql.exec<{ via: number }>(`SELECT via FROM ${table} WHERE id = ?`, id).toArray()[0]?.via ?? null;
    };
    return via('s') ?? via('g');
  }

  // ------------------------------------------------------------------------------------------- of the production shell

  create(args: api.CreateArgs) {
    return this.#subject.create(args);
  }
  replaceOwn(args: api.ReplaceOwnArgs) {
    return this.#subject.replaceOwn(args);
  }
  read(args: api.ById) {
    return this.#subject.read(args);
  }
  update(args: api.UpdateArgs) {
    return this.#subject.update(args);
  }
  change(args: api.UpdateArgs) {
    return this.#subject.change(args);
  }
  touch(args: api.ById) {
    return this.#subject.touch(args);
  }
  remove(args: api.RemoveArgs) {
    return this.#subject.remove(args);
  }
  removeOfSubject(args: api.RemoveOfSubjectArgs) {
    return this.#subject.removeOfSubject(args);
  }
  removeOfSid(args: api.RemoveOfSidArgs) {
    return this.#subject.removeOfSid(args);
  }
  removeSessions(args: api.RemoveSessionsArgs) {
    return this.#subject.removeSessions(args);
  }
  claim(args: api.ClaimArgs) {
    return this.#subject.claim(args);
  }
  settle(args: api.SettleArgs) {
    return this.#subject.settle(args);
  }
  validate(args: api.ValidateArgs) {
    return this.#subject.validate(args);
  }
  redeliver(args: api.RedeliverArgs) {
    return this.#subject.redeliver(args);
  }
  expire(args: api.ExpireArgs) {
    return this.#subject.expire(args);
  }
  list(args: api.ListArgs) {
    return this.#subject.list(args);
  }
  readMany(args: api.ReadManyArgs) {
    return this.#subject.readMany(args);
  }
  compare(args: api.CompareArgs) {
    return this.#subject.compare(args);
  }
  sealedOtherwise(args: SealedOtherwiseArgs) {
    return this.#subject.sealedOtherwise(args);
  }
  reseal(args: ResealArgs) {
    return this.#subject.reseal(args);
  }
  storeGrant(args: grants.StoreGrantArgs) {
    return this.#subject.storeGrant(args);
  }
  readGrant(args: api.ById) {
    return this.#subject.readGrant(args);
  }
  removeGrant(args: grants.RemoveGrantArgs) {
    return this.#subject.removeGrant(args);
  }
  listGrants(args: grants.ListGrantsArgs) {
    return this.#subject.listGrants(args);
  }
  countGrants(args: grants.CountGrantsArgs) {
    return this.#subject.countGrants(args);
  }
  readGrants(args: grants.ReadGrantsArgs) {
    return this.#subject.readGrants(args);
  }
  removeGrants(args: grants.RemoveGrantsArgs) {
    return this.#subject.removeGrants(args);
  }
  grantRevoked(args: grants.GrantRevokedArgs) {
    return this.#subject.grantRevoked(args);
  }
  reindex() {
    return this.#subject.reindex();
  }
  wake(args: { readonly route: string }) {
    return this.#subject.wake(args);
  }
  yield(args: api.YieldArgs) {
    return this.#subject.yield(args);
  }
  adopt(args: api.AdoptArgs) {
    return this.#subject.adopt(args);
  }
  release(args: api.ById & { readonly via: number }) {
    return this.#subject.release(args);
  }
  complete(args: api.ById) {
    return this.#subject.complete(args);
  }
  look(args: api.ById) {
    return this.#subject.look(args);
  }
  kept(args: { readonly route: string; readonly scope: string; readonly bodyHash: string }) {
    return this.#subject.kept(args);
  }
  awaitIndexed(args: api.ById) {
    return this.#subject.awaitIndexed(args);
  }
  awaitShown(args: api.ById) {
    return this.#subject.awaitShown(args);
  }
}
