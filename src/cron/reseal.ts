/**
 * Moves envelopes to the key that seals now (design.md, invariant 5): what other keys of the ring sealed is sealed again, so
 * that those keys can be taken out. Guarantees: each step may run twice, late, or be the last of its run; a run stops at its
 * budget and the next goes on; while no other key of the ring has an envelope, a run reads a few rows of the tally. What
 * does not open stays, and is counted; envelopes of a key that the ring lacks are not even asked for.
 *
 * Not moved: kept answers and moves under way. They are gone after 24 h, and no tally counts them.
 */
import type { Sealed } from '../index-d1/resealing.ts';
import { type ResealedRows, type ResealParts, resealRows } from './reseal-rows.ts';

export interface ResealRun extends ResealedRows {
  /** Envelopes in the index that no key of the ring opens. */
  readonly withoutKey: number;
}

/** Rows of the index walked at once. */
const CHUNK = 200;
/** After a round that left nothing but what is stuck, the next begins so much later, in milliseconds. */
const PAUSE = 60 * 60_000;

/** How far a round has come, kept between runs. */
interface Round {
  /** The key that it moves envelopes to: another one begins anew. */
  readonly keyId: string;
  /** The number of the last row walked; null: the round is over. */
  readonly after: number | null;
  readonly stuck: number;
  /** When it came so far. */
  readonly at: number;
}

export async function resealEnvelopes(parts: ResealParts): Promise<ResealRun> {
  if (parts.budget.spent) return { resealed: 0, stuck: 0, withoutKey: 0 };
  const { sessions, grants } = await parts.index.envelopes();
  const one = await resealAll(parts, 'sessions', sessions);
  const other = await resealAll(parts, 'grants', grants);
  return {
    resealed: one.resealed + other.resealed,
    stuck: one.stuck + other.stuck,
    withoutKey: one.withoutKey + other.withoutKey,
  };
}

async function resealAll(parts: ResealParts, of: Sealed, envelopes: ReadonlyMap<string, number>): Promise<ResealRun> {
  const { index, budget, now, ticketKeyIds } = parts;
  const [keyId = '', ...others] = ticketKeyIds;
  const sum = (ids: readonly string[]) => ids.reduce((total, id) => total + (envelopes.get(id) ?? 0), 0);
  const withoutKey = sum([...envelopes.keys()].filter((id) => !ticketKeyIds.includes(id)));
  const left = sum(others);
  if (left === 0) return { resealed: 0, stuck: 0, withoutKey };

  const name = `reseal-${of}`;
  const kept = roundOf(await index.cursor(name), keyId);
  const isOver = kept?.after === null;
  if (isOver && left <= kept.stuck && now() - kept.at < PAUSE) return { resealed: 0, stuck: 0, withoutKey };
  let round: Round = kept === null || isOver ? { keyId, after: 0, stuck: 0, at: now() } : kept;
  let [resealed, stuck] = [0, 0];
  do {
    const { rows, next } = await index.sealedByOtherKeys(of, keyId, round.after ?? 0, CHUNK);
    const openable = rows.filter((row) => row.keyId !== null && others.includes(row.keyId));
    const done = await resealRows(parts, of, openable);
    resealed += done.resealed;
    stuck += done.stuck;
    round = { keyId, after: next, stuck: round.stuck + done.stuck, at: now() };
    await index.setCursor(name, JSON.stringify(round));
  } while (round.after !== null && !budget.spent);
  return { resealed, stuck, withoutKey };
}

function roundOf(kept: string | null, keyId: string): Round | null {
  const round: Round | null = kept === null ? null : JSON.parse(kept);
  return round?.keyId === keyId ? round : null;
}
