/**
 * GetAndRemoveExpiredSessions: the index names what has expired, the owners decide again and hand each record to exactly
 * one caller. Fewer than `count` only when no more have expired, or at 8 MiB.
 */
import type { Located } from '../index-d1/index-row.ts';
import { LIMITS } from '../session/limits.ts';
import type { ServerSideSession } from '../session/server-side-session.ts';
import { AT_ONCE, followLocated } from './follow-located.ts';
import { openedSession } from './opened-session.ts';
import type { StoreParts } from './store-parts.ts';

export async function removeExpired(
  { directory, index, protector, now, by }: StoreParts,
  count: number,
): Promise<readonly ServerSideSession[]> {
  const sessions: ServerSideSession[] = [];
  const asOf = now();
  let bytesLeft: number = LIMITS.answerBytes;
  let after: { readonly ends: number; readonly id: string } | null = null;
  let named: readonly Located[] = [];
  let exhausted = false;
  while (sessions.length < count && bytesLeft > 0) {
    if (named.length === 0) {
      if (exhausted) break;
      const limit = count - sessions.length;
      const due = await index.expired(asOf, after, limit, 'sessions');
      const last = due.at(-1);
      if (last) after = { ends: last.ends, id: last.id };
      exhausted = due.length < limit;
      named = due;
    }
    const undecided: Located[] = [];
    const bytes = Math.max(1, Math.floor(bytesLeft / AT_ONCE));
    await followLocated(
      named,
      async (route, ids) => {
        const answer = await directory.call(route, 'once', (object) =>
          object.expire({ route, ids, by, take: { bytes } }),
        );
        for (const stored of answer.sessions) {
          bytesLeft -= stored.envelope.length;
          sessions.push(await openedSession(protector, route, stored));
        }
        undecided.push(...answer.undecided);
        return answer;
      },
      true,
    );
    named = undecided;
  }
  return sessions;
}
