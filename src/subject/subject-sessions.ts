/**
 * The Durable Object class: a shell without state of its own, so that RPC reaches the calls of `SubjectApi` and nothing
 * else. What it needs from above is handed in (`index.ts`).
 */
import { DurableObject } from 'cloudflare:workers';
import type * as api from './api.ts';
import type * as grants from './grant-api.ts';
import type { SubjectPorts } from './ports.ts';
import type { ResealArgs, SealedOtherwiseArgs } from './reseal-api.ts';
import { Subject } from './subject.ts';

/** What the package tells of it: its calls are the service's own. */
type SubjectSessionsClass<Env> = new (state: DurableObjectState, env: Env) => DurableObject<Env>;

export function subjectSessions<Env>(portsOf: (env: Env) => SubjectPorts): SubjectSessionsClass<Env> {
  return class SubjectSessions extends DurableObject<Env> implements api.SubjectApi {
    readonly #subject: Subject;

    constructor(state: DurableObjectState, env: Env) {
      super(state, env);
      const { storage } = state;
      this.#subject = new Subject(
        {
          sql: storage.sql,
          getAlarm: () => storage.getAlarm(),
          setAlarm: (at) => storage.setAlarm(at),
          deleteAlarm: () => storage.deleteAlarm(),
          deleteAll: () => storage.deleteAll(),
          transact: (_step, change) => storage.transactionSync(change),
        },
        portsOf(env),
      );
    }

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
    override alarm() {
      return this.#subject.alarm();
    }
  };
}
