/**
 * RemoveSessions of a crowded subject, its object reset at one point of what follows. Guarantees of what it says: all that is
 * wrong afterwards, at once and when everything has settled; empty: nothing.
 */
import { Actor, minted } from '../harness/actor.ts';
import { forgetBinds, largestBind } from '../harness/binds.ts';
import { remembersNothing } from '../harness/cold-routes.ts';
import { watchEnds } from '../harness/end-ledger.ts';
import type { ChaosEnv } from '../harness/environment.ts';
import { calm, hits, script } from '../harness/faults.ts';
import {
  deliveriesOfSubject,
  grantsOfSubject,
  historyOfSubject,
  historyRows,
  sessionsOfRoute,
} from '../harness/index-state.ts';
import { forgetHeard, heardSoFar } from '../harness/relying-parties.ts';
import { takeViolations } from '../harness/violations.ts';
import { jump } from '../harness/virtual-clock.ts';
import { type Crowd, gather, type Many } from './crowd.ts';
import type { Point } from './sizes.ts';

export interface Trial {
  readonly wrong: readonly string[];
  /** Whether the point was reached, and the sessions were still there right after. */
  readonly reached: boolean;
  readonly undone: boolean;
}

/** Real time and virtual minutes until everything has settled. */
const PATIENCE = 200;

export async function resetAt(env: ChaosEnv, size: Many, { at, after, reset }: Point): Promise<Trial> {
  const { actor, crowd } = await begin(env, size);
  const fault = script({ at, after, do: reset, from: crowd.route });
  const removal = { subjectId: crowd.subject };
  const answered = await actor.removeSessions(removal);
  const wrong: string[] = [];
  // What is there right after a reset, or when it has answered.
  const before = await env.SUBJECTS.getByName(crowd.route).state();
  wrong.push(...halves(crowd, before).map((half) => `right after: ${half}`));
  const undone = before.records.length > 0;
  if (answered.outcome === 'removed' && undone) wrong.push('it was answered, and the sessions are there');
  if (undone) await actor.removeSessions(removal);
  await settle(env, crowd);
  if (fault.hits === 0) wrong.push(`never reached: ${at}`);
  const state = await env.SUBJECTS.getByName(crowd.route).state();
  if (state.records.length > 0) {
    // The second one was reset: nothing of it is there.
    wrong.push(...halves(crowd, state));
    calm();
    await actor.removeSessions(removal);
    await settle(env, crowd);
  }
  wrong.push(...(await wrongInTheEnd(env, crowd)), ...takeViolations());
  calm();
  return { wrong, reached: fault.hits > 0, undone };
}

/** Which points the object passes, and how often. */
export async function pointsOf(env: ChaosEnv, size: Many): Promise<Readonly<Record<string, number>>> {
  const { actor, crowd } = await begin(env, size);
  const before = new Map(hits);
  await actor.removeSessions({ subjectId: crowd.subject });
  await settle(env, crowd);
  const passed: Record<string, number> = {};
  for (const [what, times] of hits) {
    const point = what.startsWith('passed ') ? what.slice('passed '.length) : '';
    const more = times - (before.get(what) ?? 0);
    if (point !== '' && more > 0 && !OF_OTHERS.test(point)) passed[point] = more;
  }
  return passed;
}

/** The Worker's own call. */
const OF_OTHERS = /^removeSessions:/;

export interface Price {
  readonly object: number;
  readonly d1: number;
  readonly largestBind: number;
  readonly milliseconds: number;
  readonly indexed: boolean;
  readonly wrong: readonly string[];
}

/** What one removal costs, in the request. */
export async function priceOf(env: ChaosEnv, size: Many): Promise<Price> {
  const { actor, crowd } = await begin(env, size);
  // A flush that nobody waited for is on the bill of the next who waits.
  const { key, id } = await minted(crowd.subject);
  const extra = { subject: crowd.subject, sid: `${crowd.subject} extra`, value: 'extra' };
  await actor.create({ key, id, home: crowd.route }, extra);
  await actor.delete({ key, id, home: crowd.route });
  forgetBinds();
  const began = Date.now();
  const { answer, cost } = await actor.measured(() => actor.removeSessions({ subjectId: crowd.subject }));
  const milliseconds = Date.now() - began;
  const wrong: string[] = [];
  if (answer.outcome !== 'removed') wrong.push(answer.outcome);
  else if (answer.answer.sessionsRemoved !== size.sessions) wrong.push(JSON.stringify(answer.answer));
  const bind = largestBind();
  const indexed = answer.outcome === 'removed' && answer.indexed;
  if ((await sessionsOfRoute(env.INDEX, crowd.route)) > 0) wrong.push('sessions live in the index');
  if ((await grantsOfSubject(env.INDEX, crowd.subject)) > 0) wrong.push('grants live in the index');
  const ends = (await historyOfSubject(env.INDEX, crowd.subject)) - 1;
  if (ends !== size.sessions) wrong.push(`${ends} entries of history`);
  const shown = (await deliveriesOfSubject(env.INDEX, crowd.subject)).length;
  if (shown !== size.sessions * size.clients) wrong.push(`${shown} notifications`);
  return { object: cost.object, d1: cost.d1, largestBind: bind, milliseconds, indexed, wrong };
}

async function begin(env: ChaosEnv, size: Many) {
  calm();
  takeViolations();
  watchEnds(false);
  forgetHeard();
  const actor = new Actor(env, remembersNothing);
  const crowd = await gather(env, actor, 'crowd', size);
  await settle(env, crowd);
  return { actor, crowd };
}

async function settle(env: ChaosEnv, { route }: Crowd): Promise<void> {
  for (let turn = 0; turn < PATIENCE; turn++) {
    const { outbox, deliveries } = await env.SUBJECTS.getByName(route).state();
    if (outbox.length === 0 && deliveries.length === 0) return;
    jump(turn < 20 ? 5_000 : 60_000);
    try {
      await env.SUBJECTS.getByName(route).ring();
    } catch {
      // It was reset: its alarm is still set.
    }
  }
}

/** All or nothing, and no grant of an ended session. */
function halves(
  { sessions, grants: all }: Crowd,
  {
    records,
    grants,
  }: { readonly records: readonly { sid: string }[]; readonly grants: readonly { sid: string | null }[] },
): readonly string[] {
  const wrong: string[] = [];
  if (records.length !== 0 && records.length !== sessions.length) wrong.push(`${records.length} sessions are left`);
  if (grants.length !== 0 && grants.length !== all) wrong.push(`${grants.length} grants are left`);
  const alive = new Set(records.map(({ sid }) => sid));
  const orphans = grants.filter(({ sid }) => sid !== null && !alive.has(sid));
  if (orphans.length > 0) wrong.push(`${orphans.length} grants of sessions that have ended`);
  return wrong;
}

async function wrongInTheEnd(env: ChaosEnv, crowd: Crowd): Promise<readonly string[]> {
  const wrong: string[] = [];
  const { records, grants, outbox, deliveries } = await env.SUBJECTS.getByName(crowd.route).state();
  const left = { records: records.length, grants: grants.length, outbox: outbox.length, deliveries: deliveries.length };
  if (Object.values(left).some((count) => count > 0)) wrong.push(`left: ${JSON.stringify(left)}`);
  if ((await sessionsOfRoute(env.INDEX, crowd.route)) > 0) wrong.push('sessions live in the index');
  if ((await grantsOfSubject(env.INDEX, crowd.subject)) > 0) wrong.push('grants live in the index');
  const ends = Map.groupBy(await historyRows(env.INDEX, crowd.subject), ({ id }) => id);
  for (const id of crowd.sessions) {
    const entries = ends.get(id)?.length ?? 0;
    if (entries !== 1) wrong.push(`${entries} entries of history of ${id}`);
  }
  if (ends.size !== crowd.sessions.length) wrong.push(`history of ${ends.size} sessions`);
  const pairs = crowd.sessions.length * crowd.clients.length;
  const heard = new Set(heardSoFar().map(({ clientId, sid }) => JSON.stringify([clientId, sid])));
  if (heard.size !== pairs) wrong.push(`${heard.size} of ${pairs} notifications were heard`);
  const shown = await deliveriesOfSubject(env.INDEX, crowd.subject);
  const delivered = shown.filter(({ status }) => status === 'delivered').length;
  if (shown.length !== pairs || delivered !== pairs)
    wrong.push(`the index shows ${delivered} of ${shown.length} delivered`);
  return wrong.slice(0, 10);
}
