/**
 * What this object knows of an id, in one turn. Guarantees: at most one of the tables has it, so there is one answer.
 */
import { WINDOWS } from '../session/windows.ts';
import type { SubjectContext } from './context.ts';
import type { HeldGrant } from './grant-table.ts';
import type { Mark } from './mark-table.ts';
import type { Elsewhere } from './outcome.ts';
import type { StoredRecord } from './record.ts';
import type { Forward, Moving } from './way-table.ts';

export type Here =
  | { readonly kind: 'live'; readonly record: StoredRecord }
  | { readonly kind: 'grant'; readonly record: HeldGrant }
  | { readonly kind: 'moving'; readonly way: Moving }
  | { readonly kind: 'forward'; readonly way: Forward }
  | { readonly kind: 'mark'; readonly mark: Mark }
  | { readonly kind: 'nothing' };

export type Settled = Exclude<Here, { kind: 'moving' }>;

export function look({ tables }: SubjectContext, id: string): Here {
  if (!tables.exist) return { kind: 'nothing' };
  const record = tables.records.get(id);
  if (record) return { kind: 'live', record };
  const way = tables.ways.get(id);
  if (way) return way.kind === 'moving' ? { kind: 'moving', way } : { kind: 'forward', way };
  const mark = tables.marks.get(id);
  if (mark) return { kind: 'mark', mark };
  const grant = tables.grants.get(id);
  return grant ? { kind: 'grant', record: grant } : { kind: 'nothing' };
}

/** Whether an end is still within the window in which its id is refused; by the object's clock, at use. */
export const inWindow = (ctx: SubjectContext, mark: Mark): boolean => ctx.now() - mark.at < WINDOWS.mark;

/** The revision of a grant that a fence ended here before the index had confirmed it; null: none. */
export function fencedRevision(ctx: SubjectContext, id: string): number | null {
  const here = look(ctx, id);
  return here.kind === 'mark' && here.mark.kind === 'ended' ? here.mark.fenced : null;
}

/** Where somebody goes on who asked for a session that does not live here. */
export function elsewhere(ctx: SubjectContext, here: Exclude<Settled, { kind: 'live' }>): Elsewhere {
  switch (here.kind) {
    // An id is of a session or of a grant, never of both: nobody asks for one as the other.
    case 'grant':
      return { outcome: 'absent' };
    case 'forward':
      return { outcome: 'forward', route: here.way.target };
    case 'mark':
      if (here.mark.kind !== 'ended') return { outcome: 'absent' };
      return { outcome: inWindow(ctx, here.mark) ? 'ended' : 'ended-long-ago' };
    case 'nothing':
      return { outcome: 'absent' };
  }
}

/** The same of a grant: its id may have another life elsewhere, so its end is final only where home led to it. */
export function elsewhereOfGrant(here: Exclude<Settled, { kind: 'grant' }>): Elsewhere {
  switch (here.kind) {
    case 'forward':
      return { outcome: 'forward', route: here.way.target };
    case 'mark':
      return { outcome: here.mark.kind === 'ended' ? 'ended-long-ago' : 'absent' };
    case 'live':
    case 'nothing':
      return { outcome: 'absent' };
  }
}
