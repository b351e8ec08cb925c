/**
 * Where to go on for an id that was expected here: the owner by home's forward, else home; null where it is decided. One
 * turn, inside the transaction that acts on what is here.
 */
import type { Located } from '../index-d1/index-row.ts';
import type { SubjectContext } from './context.ts';
import { inWindow, look } from './look.ts';

export function next(ctx: SubjectContext, route: string, { id, home }: Located): Located | null {
  const here = look(ctx, id);
  switch (here.kind) {
    case 'live':
    case 'grant':
      return null;
    case 'forward':
      return { id, home, route: here.way.target };
    case 'moving':
      return { id, home, route };
    case 'mark':
      if (here.mark.kind === 'ended' && (home === route || inWindow(ctx, here.mark))) return null;
      return home === route ? null : { id, home, route: home };
    case 'nothing':
      return home === route ? null : { id, home, route: home };
  }
}
