/** What one stream sends, look by look, until it ends (`live.ts`). Guarantees: at most `LOOKS`, and `STATEMENTS` of D1. */
import type { Meter } from '../session/cost.ts';
import { versionOf } from './version-of.ts';

/** Between two looks, and before the browser connects again, in milliseconds. */
const INTERVAL = 5_000;
const RECONNECT = 1_000;
/** Each is one call of an object and at most three of D1: below 50 subrequests, too. */
const LOOKS = 12;
/**
 * Of the invocation: below the 50 of the free plan, also where a look makes one more than those before it (`live-sessions.ts`), and
 * with the one of readiness, which is on no meter (`live-overview.tsx`).
 */
export const STATEMENTS = 45;

export interface LiveParts {
  readonly isOperator: () => Promise<boolean>;
  /** What there is to show, as one line; null: nothing will be shown any more. */
  readonly look: () => Promise<string | null>;
  readonly cost: Pick<Meter, 'total'>;
  /** What the browser has seen last; null: nothing. */
  readonly known: string | null;
  readonly wait: (milliseconds: number) => Promise<unknown>;
  /** Whether nobody listens any more. */
  readonly isGone: () => boolean;
  readonly ended: (how: LiveEnd) => void;
}

export interface LiveEnd {
  readonly looks: number;
  readonly sent: number;
}

export async function* liveEvents(parts: LiveParts): AsyncGenerator<string, void, void> {
  const { cost, ended, isGone, isOperator, look, wait } = parts;
  let { known } = parts;
  let [looks, sent, dearest] = [0, 0, 0];
  try {
    yield `retry: ${RECONNECT}\n\n`;
    while (looks < LOOKS && cost.total.d1 + dearest <= STATEMENTS) {
      if (looks > 0) await wait(INTERVAL);
      if (isGone()) return;
      const before = cost.total.d1;
      looks += 1;
      const seen = (await isOperator()) ? await look() : null;
      if (seen === null) {
        yield 'event: over\ndata:\n\n';
        return;
      }
      dearest = Math.max(dearest, cost.total.d1 - before);
      const version = versionOf(seen);
      if (version !== known) sent += 1;
      yield version === known ? ':\n\n' : `id: ${version}\ndata: ${seen}\n\n`;
      known = version;
    }
  } finally {
    ended({ looks, sent });
  }
}
