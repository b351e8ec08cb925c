/**
 * Where to go on for an id that was expected here: the owner by home's forward, else home; null where it is decided. One
 * turn, inside the transaction that acts on what is here.
 */
import type { Located } from '../index-d1/index-row.ts';
import type { SubjectContext } from './context.ts';
import { inWindow, look } from './look.ts';
import type { Mark } from './mark-table.ts';

export function next(ctx: SubjectContext, route: string, { id, home, led = false }: Located): Located | null {
  const here = look(ctx, id);
  switch (here.kind) {
    case 'live':
    case 'grant':
      return null;
    case 'forward':
      return { id, home, route: here.way.target, led: true };
    case 'moving':
      return { id, home, route };
    case 'mark':
      if (isFinal(ctx, here.mark, home === route || led)) return null;
      return home === route ? null : { id, home, route: home };
    case 'nothing':
      return home === route ? null : { id, home, route: home };
  }
}

/** A session's end is final within its window; a grant may live on elsewhere, and only home knows. */
const isFinal = (ctx: SubjectContext, mark: Mark, ledByHome: boolean): boolean =>
  mark.kind === 'ended' && (ledByHome || (mark.what === 'session' && inWindow(ctx, mark)));
