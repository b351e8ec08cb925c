/**
 * A page of the list: rows stay where they are. One whose session has ended is struck through, a new end takes the place of the
 * old one, and new sessions are counted, not put in between.
 */
import type { Unshown } from './live.ts';
import { showLocalTimes } from './local-times.ts';
import { markChanged } from './mark-changed.ts';

type Row = readonly [id: string, created: number, end: number | null];

interface Sessions {
  /** In the order of the list. */
  readonly rows: readonly Row[];
  /** Whether rows of this page may have been pushed out of it, to the page before or after. */
  readonly openBefore: boolean;
  readonly openAfter: boolean;
  /** Null: too many to tell; absent: not counted this time. */
  readonly total?: number | null;
  /** What is to be said of a row that is not there any more. */
  readonly gone: string;
}

export function showSessions(seen: Sessions, page: Document): Unshown {
  const ends = new Map(seen.rows.map(([id, , end]) => [id, end]));
  for (const row of page.querySelectorAll<HTMLTableRowElement>('#rows > tr[data-id]')) {
    const { id = '', created } = row.dataset;
    const end = ends.get(id);
    if (end !== undefined) showEnd(row, end);
    else if (belongs(seen, id, Number(created))) showGone(row, seen.gone);
  }
  return unshown(seen, page);
}

/** Whether the page would have the row if it were there. */
function belongs({ rows, openBefore, openAfter }: Sessions, id: string, created: number): boolean {
  const isAfter = ([otherId, other]: Row) => created > other || (created === other && id > otherId);
  const [first, last] = [rows[0], rows.at(-1)];
  if (openBefore && (first === undefined || !isAfter(first))) return false;
  return !openAfter || (last !== undefined && !isAfter(last));
}

function showEnd(row: HTMLTableRowElement, end: number | null): void {
  const time = row.querySelector<HTMLTimeElement>('td:last-child time');
  if (time === null || end === null || Date.parse(time.dateTime) === end) return;
  const iso = new Date(end).toISOString();
  time.dateTime = iso;
  time.title = `${iso.slice(0, 10)} ${iso.slice(11, 19)} UTC`;
  showLocalTimes(row);
  markChanged(row);
}

function showGone(row: HTMLTableRowElement, words: string): void {
  if (row.classList.contains('gone')) return;
  row.classList.add('gone');
  const word = document.createElement('span');
  word.className = 'gone-word';
  word.textContent = words;
  row.cells.item(row.cells.length - 1)?.append(word);
}

function unshown({ total }: Sessions, page: Document): Unshown {
  const { total: before } = page.getElementById('live')?.dataset ?? {};
  if (total === undefined) return undefined;
  if (total === null || before === undefined) return null;
  const more = total - Number(before) + page.querySelectorAll('#rows > tr.gone').length;
  if (more <= 0) return null;
  return more === 1 ? '1 new session.' : `${more.toLocaleString('en')} new sessions.`;
}
