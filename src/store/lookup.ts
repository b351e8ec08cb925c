/**
 * Finds the object that decides about an id (consistency.md, "Look-up"). Guarantees: a wrong guess changes no outcome:
 * "live" and "ended" are final from anywhere, everything else goes to home, and home is never more than one step from the
 * owner.
 */
import { StorageUnavailable } from '../session/session-store.ts';
import type { Elsewhere } from '../subject/outcome.ts';

export interface Search {
  readonly home: string;
  /** Where the record was last seen, or is believed to be. */
  readonly guess: string | undefined;
}

export type Found<T> =
  | { readonly outcome: 'decided'; readonly answer: T; readonly route: string }
  /** Ended within its window. */
  | { readonly outcome: 'ended' }
  /** Never existed, or ended long ago. */
  | { readonly outcome: 'absent' };

/** Each turn needs a change in between; so many in one look-up are a fault. */
const TURNS = 12;

export async function lookUp<T extends { readonly outcome: string }>(
  { home, guess }: Search,
  call: (route: string) => Promise<T | Elsewhere>,
): Promise<Found<Exclude<T, Elsewhere>>> {
  let route = guess ?? home;
  let ledByHome = route === home;
  for (let turn = 0; turn < TURNS; turn++) {
    const answer = await call(route);
    if (isElsewhere(answer)) {
      switch (answer.outcome) {
        case 'ended':
          return { outcome: 'ended' };
        case 'ended-long-ago':
          if (ledByHome) return { outcome: 'absent' };
          route = home;
          ledByHome = true;
          break;
        case 'absent':
          if (route === home) return { outcome: 'absent' };
          route = home;
          ledByHome = true;
          break;
        case 'forward':
          route = answer.route;
          ledByHome = true;
          break;
      }
      continue;
    }
    return { outcome: 'decided', answer: answer as Exclude<T, Elsewhere>, route };
  }
  throw new StorageUnavailable('a session moved on again and again while it was looked up', {
    mayHaveBeenStored: false,
  });
}

function isElsewhere(answer: { readonly outcome: string }): answer is Elsewhere {
  switch (answer.outcome) {
    case 'ended':
    case 'ended-long-ago':
    case 'forward':
    case 'absent':
      return true;
    default:
      return false;
  }
}
