/**
 * The object of one subject, or of a bucket of keys: the only truth for a subject's sessions (design.md, "Shape"). Each
 * operation is a use case in a file of its own; here they are tied to their calls, costed, and the alarm is watched.
 *
 * Relies on: events are delivered one at a time between awaits (the platform's input gate), and nothing else: whatever is
 * decided before an await is decided again after it.
 */
import { Meter } from '../session/cost.ts';
import { adoptFromHome } from './adopt.ts';
import { arm, isLongDue, onAlarm } from './alarm.ts';
import type * as api from './api.ts';
import { change } from './change.ts';
import { claim, settle } from './claim.ts';
import { compare } from './compare.ts';
import { confirmedHere } from './confirmed-at-owner.ts';
import { SubjectContext } from './context.ts';
import { countGrants } from './count-grants.ts';
import { create } from './create.ts';
import { expire } from './expire.ts';
import { complete, settled } from './finish.ts';
import type * as grants from './grant-api.ts';
import { findKept } from './kept.ts';
import { list } from './list.ts';
import { listGrants } from './list-grants.ts';
import { elsewhere, inWindow, look } from './look.ts';
import type { Costed } from './outcome.ts';
import type { SubjectPorts, SubjectStorage } from './ports.ts';
import { readGrant, readGrants } from './read-grant.ts';
import { readMany } from './read-many.ts';
import { redeliver } from './redeliver.ts';
import { reindex } from './reindex.ts';
import { release } from './release.ts';
import { remove } from './remove.ts';
import { removeGrant } from './remove-grant.ts';
import { removeGrants } from './remove-grants.ts';
import { removeOfSid } from './remove-of-sid.ts';
import { removeOfSubject } from './remove-of-subject.ts';
import { removeSessions } from './remove-sessions.ts';
import { replaceOwn } from './replace-own.ts';
import { reseal, sealedOtherwise } from './reseal.ts';
import type { ResealArgs, SealedOtherwiseArgs } from './reseal-api.ts';
import { grantRevoked } from './revoked.ts';
import { storeGrant } from './store-grant.ts';
import { touch } from './touch.ts';
import { update } from './update.ts';
import { validate } from './validate.ts';
import { stillWaiting } from './waiting.ts';
import { yieldRecord } from './yield.ts';

export class Subject implements api.SubjectApi {
  readonly #ctx: SubjectContext;

  constructor(storage: SubjectStorage, ports: SubjectPorts) {
    this.#ctx = new SubjectContext(storage, ports);
  }

  create = (args: api.CreateArgs) => this.#run((meter) => create(this.#ctx, args, meter));
  replaceOwn = (args: api.ReplaceOwnArgs) => this.#run((meter) => replaceOwn(this.#ctx, args, meter));
  update = (args: api.UpdateArgs) => this.#run((meter) => update(this.#ctx, args, meter));
  change = (args: api.UpdateArgs) => this.#run((meter) => change(this.#ctx, args, meter));
  touch = (args: api.ById) => this.#run((meter) => touch(this.#ctx, args, meter));
  remove = (args: api.RemoveArgs) => this.#run((meter) => remove(this.#ctx, args, meter));
  removeOfSubject = (args: api.RemoveOfSubjectArgs) => this.#run((meter) => removeOfSubject(this.#ctx, args, meter));
  removeOfSid = (args: api.RemoveOfSidArgs) => this.#run((meter) => removeOfSid(this.#ctx, args, meter));
  removeSessions = (args: api.RemoveSessionsArgs) => this.#run((meter) => removeSessions(this.#ctx, args, meter));
  claim = (args: api.ClaimArgs) => this.#run(async () => claim(this.#ctx, args));
  settle = (args: api.SettleArgs) => this.#run(async () => settle(this.#ctx, args));
  validate = (args: api.ValidateArgs) => this.#run(async () => validate(this.#ctx, args));
  redeliver = (args: api.RedeliverArgs) => this.#run((meter) => redeliver(this.#ctx, args, meter));
  expire = (args: api.ExpireArgs) => this.#run((meter) => expire(this.#ctx, args, meter));
  list = (args: api.ListArgs) => this.#run(async () => list(this.#ctx, args));
  readMany = (args: api.ReadManyArgs) => this.#run((meter) => readMany(this.#ctx, args, meter));
  compare = (args: api.CompareArgs) => this.#run((meter) => compare(this.#ctx, args, meter));
  sealedOtherwise = (args: SealedOtherwiseArgs) => this.#run((meter) => sealedOtherwise(this.#ctx, args, meter));
  reseal = (args: ResealArgs) => this.#run(async () => reseal(this.#ctx, args));
  storeGrant = (args: grants.StoreGrantArgs) => this.#run((meter) => storeGrant(this.#ctx, args, meter));
  readGrant = (args: api.ById) => this.#run((meter) => readGrant(this.#ctx, args, meter));
  removeGrant = (args: grants.RemoveGrantArgs) => this.#run((meter) => removeGrant(this.#ctx, args, meter));
  countGrants = (args: grants.CountGrantsArgs) => this.#run(async () => countGrants(this.#ctx, args));
  listGrants = (args: grants.ListGrantsArgs) => this.#run(async () => listGrants(this.#ctx, args));
  readGrants = (args: grants.ReadGrantsArgs) => this.#run((meter) => readGrants(this.#ctx, args, meter));
  removeGrants = (args: grants.RemoveGrantsArgs) => this.#run((meter) => removeGrants(this.#ctx, args, meter));
  reindex = () => this.#run((meter) => reindex(this.#ctx, meter));

  read = ({ route, id }: api.ById) =>
    this.#run((meter) =>
      settled(
        this.#ctx,
        route,
        id,
        meter,
        (here): api.ReadAnswer =>
          here.kind === 'live' ? { outcome: 'live', session: here.record } : elsewhere(this.#ctx, here),
      ),
    );

  wake = (_: { readonly route: string }) =>
    this.#run(async (meter) => {
      if (isLongDue(this.#ctx)) await onAlarm(this.#ctx);
      return stillWaiting(this.#ctx, meter);
    });

  yield = (args: api.YieldArgs) =>
    this.#run(async () => {
      const answer = yieldRecord(this.#ctx, args);
      void this.#ctx.projection.flush();
      return answer;
    });
  adopt = (args: api.AdoptArgs) =>
    this.#run(async (meter) => {
      const answer = await adoptFromHome(this.#ctx, args, meter);
      void this.#ctx.projection.flush();
      return answer;
    });
  release = (args: api.ById & { readonly via: number }) => this.#run((meter) => release(this.#ctx, args, meter));
  complete = ({ route, id }: api.ById) =>
    this.#run(async (meter) => {
      await complete(this.#ctx, route, id, meter);
      return {};
    });
  kept = ({ scope, bodyHash }: { readonly route: string; readonly scope: string; readonly bodyHash: string }) =>
    this.#run(async () => findKept(this.#ctx, scope, bodyHash));
  awaitIndexed = ({ id }: api.ById) => this.#run((meter) => confirmedHere(this.#ctx, id, meter));
  grantRevoked = (args: grants.GrantRevokedArgs) => this.#run(async () => grantRevoked(this.#ctx, args));

  awaitShown = ({ id }: api.ById) =>
    this.#run(async (meter) => ({ indexed: await this.#ctx.projection.shown([id], meter) }));

  look = ({ id }: api.ById) =>
    this.#run(async (): Promise<api.LookAnswer> => {
      const here = look(this.#ctx, id);
      if (here.kind === 'live' || here.kind === 'grant') {
        const { via, revision } = here.record;
        return { outcome: 'live', via, revision };
      }
      if (here.kind !== 'mark' || here.mark.kind !== 'ended') return { outcome: 'absent' };
      return { outcome: 'ended', inWindow: inWindow(this.#ctx, here.mark), revision: here.mark.rev };
    });

  alarm = (): Promise<void> => onAlarm(this.#ctx);

  /** Every call arms a missing alarm where rows wait, and tells what it cost. */
  async #run<T extends object>(work: (meter: Meter) => Promise<T>): Promise<Costed<T>> {
    if (!(await this.#ctx.alarm.refresh(this.#ctx.now()))) arm(this.#ctx, true);
    const meter = new Meter();
    return { ...(await work(meter)), cost: meter.total };
  }
}
