/**
 * Whole records for located ids, in the order asked for, until an answer's 8 MiB are full. Guarantees: an id that has ended
 * meanwhile is left out; what does not fit is told by `complete`, and at least one record always fits.
 */
import type { Located } from '../index-d1/index-row.ts';
import { LIMITS } from '../session/limits.ts';
import type { ServerSideSession } from '../session/server-side-session.ts';
import { followLocated } from './follow-located.ts';
import { openedSession } from './opened-session.ts';
import type { StoreParts } from './store-parts.ts';

export interface WholeRecords<L extends Located> {
  readonly sessions: readonly ServerSideSession[];
  /** The last id that was decided: it stands in `sessions`, or has ended. */
  readonly last: L | null;
  /** How many ids were decided. */
  readonly decided: number;
  readonly complete: boolean;
}

/** Ids that are asked for together: what they hold at most fits into a Worker's memory beside the answer. */
const CHUNK = 100;
const utf8 = new TextEncoder();

/** `keep` decides again about each record, by what its owner says of it. */
export async function wholeRecords<L extends Located>(
  { directory, protector }: Pick<StoreParts, 'directory' | 'protector'>,
  located: readonly L[],
  keep: (session: ServerSideSession) => boolean,
): Promise<WholeRecords<L>> {
  const { records: sessions, ...rest } = await inOneAnswer(located, keep, async (route, ids, bytes) => {
    const answer = await directory.call(route, 'read', (object) => object.readMany({ route, ids, bytes }));
    const read = new Map<string, ServerSideSession>();
    for (const stored of answer.sessions) read.set(stored.id, await openedSession(protector, route, stored));
    return { ...answer, read };
  });
  return { sessions, ...rest };
}

export interface InOneAnswer<L extends Located, R> extends Omit<WholeRecords<L>, 'sessions'> {
  readonly records: readonly R[];
}

interface ReadHere<R> {
  /** By id. */
  readonly read: ReadonlyMap<string, R>;
  readonly elsewhere: readonly Located[];
  readonly undecided: readonly Located[];
}

/** As many records as one answer holds. */
export async function inOneAnswer<L extends Located, R extends object>(
  located: readonly L[],
  keep: (record: R) => boolean,
  readAt: (route: string, ids: readonly Located[], bytes: number) => Promise<ReadHere<R>>,
): Promise<InOneAnswer<L, R>> {
  const room = new AnswerRoom();
  const records: R[] = [];
  let decided = 0;
  const result = (complete: boolean) => ({ records, last: located[decided - 1] ?? null, decided, complete });
  for (let start = 0; start < located.length; start += CHUNK) {
    const chunk = located.slice(start, start + CHUNK);
    const read = new Map<string, R>();
    const tooMuch = new Set<string>();
    await followLocated(
      chunk,
      async (route, ids) => {
        const answer = await readAt(route, ids, Math.max(0, room.left));
        for (const [id, record] of answer.read) read.set(id, record);
        for (const { id } of answer.undecided) tooMuch.add(id);
        return answer;
      },
      false,
    );
    for (const one of chunk) {
      const record = read.get(one.id);
      if (tooMuch.has(one.id)) return result(false);
      if (record && keep(record)) {
        if (!room.take(record)) return result(false);
        records.push(record);
      }
      decided++;
    }
  }
  return result(true);
}

/** What is left of an answer's bytes, as the records will stand in it. */
export class AnswerRoom {
  #left: number = LIMITS.answerBytes;
  #empty = true;

  get left(): number {
    return this.#left;
  }

  /** False where the record does not fit; the first always does. */
  take(record: object): boolean {
    const size = utf8.encode(JSON.stringify(record)).length + 1;
    if (!this.#empty && size > this.#left) return false;
    this.#left -= size;
    this.#empty = false;
    return true;
  }
}
