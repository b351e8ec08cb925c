/**
 * RemoveSessions at the edge (contract, "Session management"). Guarantees: by subject it is one call and one transaction; by
 * sid or ids the index names the objects, and each of them is one transaction; by sid alone a fence is left for what the index
 * does not know yet. Counts are true once: nothing is repeated by itself.
 */
import type { Fence, Located } from '../index-d1/index-row.ts';
import { digest, routeOf } from '../session/keys.ts';
import type { Idempotency } from '../session/session-store.ts';
import { followLocated } from '../store/follow-located.ts';
import type { StoreParts } from '../store/store-parts.ts';
import type { RemoveSessionsAnswer, RemoveSessionsArgs, SessionsRemoved } from '../subject/api.ts';
import { once } from './once.ts';
import type { Removal, RemovalOptions, RemovalOutcome } from './session-management.ts';

type Removed = Extract<RemoveSessionsAnswer, { outcome: 'removed' }>;
type Flags = Omit<RemoveSessionsArgs, 'route' | 'ofSubject' | 'located' | 'kept'>;

/** A blank filter is null. */
export async function removeSessions(
  parts: StoreParts,
  removal: Removal,
  { respondAsync = false, idempotency }: RemovalOptions,
): Promise<RemovalOutcome> {
  const { subjectId, sessionId, ids, dryRun } = removal;
  if (subjectId === null && sessionId === null && ids === null) return { outcome: 'filter-required' };
  const flags = flagsOf(parts, removal, !respondAsync);
  const kept = idempotency ? await keptBy(idempotency, subjectId) : null;
  const outcome =
    subjectId === null
      ? await once(parts, kept, () => (ids === null ? ofSid(parts, flags, sessionId ?? '') : ofIds(parts, flags, ids)))
      : await ofSubject(parts, flags, await routeOf(subjectId), kept);
  if (outcome.outcome !== 'removed') return outcome;
  const { counts, at, indexed, replayed } = outcome;
  return { outcome: 'removed', answer: { ...counts, dryRun, effectiveAt: at }, indexed, replayed };
}

/** The scope is a hash: the object needs to recognise a repeat, not to know whose it is. */
const keptBy = async ({ scope, key, bodyHash }: Idempotency, subjectId: string | null) => ({
  scope: await digest(JSON.stringify([scope, key, subjectId])),
  bodyHash,
});

const flagsOf = ({ by }: StoreParts, removal: Removal, wait: boolean): Flags => ({
  sessionId: removal.sessionId,
  ids: removal.ids,
  clientIds: removal.clientIds,
  removeSessions: removal.removeServerSideSession,
  notify: removal.sendBackchannelLogoutNotification,
  revokeTokens: removal.revokeTokens,
  revokeConsents: removal.revokeConsents,
  exceptSessionIds: removal.exceptSessionIds ?? [],
  partitions: [...new Set(removal.bffPartitions)],
  reason: removal.reason,
  by,
  dryRun: removal.dryRun,
  wait,
});

function ofSubject(
  { directory }: StoreParts,
  flags: Flags,
  route: string,
  kept: RemoveSessionsArgs['kept'],
): Promise<RemoveSessionsAnswer> {
  return directory.call(route, 'once', (object) =>
    object.removeSessions({ ...flags, route, ofSubject: true, located: [], kept }),
  );
}

/** How many the index names at once. */
const PAGE = 1_000;

async function ofSid(parts: StoreParts, flags: Flags, sessionId: string): Promise<Removed> {
  const { index, now } = parts;
  const { clientIds, reason, by, notify, dryRun, partitions } = flags;
  const takesNothing = dryRun || flags.exceptSessionIds.includes(sessionId);
  const kinds = takesNothing ? [] : kindsOf(flags);
  const removal = { partition: '', sessionId, clients: clientIds, reason, ...by, notify };
  const alsoIn = { partitions, fenced: !takesNothing };
  const named = await index.fenceAndLocate({ ...removal, kinds, alsoIn, at: now(), limit: PAGE });
  const sum = new Sum(parts, flags);
  let { sessions, inPartitions } = named;
  for (;;) {
    await sum.add(sessions);
    const last = sessions.at(-1);
    if (!last || sessions.length < PAGE) break;
    sessions = await index.locateBySid('', sessionId, last, PAGE);
  }
  for (;;) {
    await sum.add(inPartitions);
    const last = inPartitions.at(-1);
    if (!last || inPartitions.length < PAGE) break;
    inPartitions = await index.locateInPartitions(partitions, sessionId, last, PAGE);
  }
  if (!flags.revokeTokens && !flags.revokeConsents) return sum.total();
  for (let after = 0; ; ) {
    const grants = await index.locateGrantsBySid(sessionId, after, PAGE);
    await sum.add(grants);
    const last = grants.at(-1);
    if (!last || grants.length < PAGE) return sum.total();
    after = last.n;
  }
}

/** What the fence has to take of what the index does not know yet. */
function kindsOf({ removeSessions: sessions, revokeTokens, revokeConsents }: Flags): readonly Fence['kind'][] {
  const kinds: Fence['kind'][] = sessions ? ['session'] : [];
  if (revokeTokens) kinds.push('tokens');
  if (revokeConsents) kinds.push('consents');
  if (revokeTokens && revokeConsents) kinds.push('others');
  return kinds;
}

async function ofIds(parts: StoreParts, flags: Flags, ids: readonly string[]): Promise<Removed> {
  const located = await parts.index.sessionsByIds(ids);
  const sum = new Sum(parts, flags);
  await sum.add(located.filter(({ sessionId }) => flags.sessionId === null || sessionId === flags.sessionId));
  return sum.total();
}

const NONE: SessionsRemoved = {
  sessionsRemoved: 0,
  tokensRevoked: 0,
  consentsRevoked: 0,
  otherGrantsRevoked: 0,
  consentsOutOfReach: 0,
  notificationsQueued: 0,
  bffSessionsRemoved: 0,
};

/** One removal over the objects that the index names: each is asked, and what it no longer has is followed. */
class Sum {
  readonly #parts: StoreParts;
  readonly #flags: Flags;
  readonly #asked = new Set<string>();
  #counts = NONE;
  #at: number;
  #indexed = true;

  constructor(parts: StoreParts, flags: Flags) {
    this.#parts = parts;
    this.#flags = flags;
    this.#at = parts.now();
  }

  async add(located: readonly Located[]): Promise<void> {
    const { directory } = this.#parts;
    await followLocated(
      located,
      async (route, ids) => {
        const flags = this.#flags;
        // Sessions that stay are told of at the first call only.
        const notify = flags.notify && (flags.removeSessions || !this.#asked.has(route));
        const args = { ...flags, notify, route, ofSubject: false, located: ids, kept: null };
        const answer = await directory.call(route, 'once', (object) => object.removeSessions(args));
        if (answer.outcome !== 'removed') throw new Error('no Idempotency-Key went along');
        this.#count(route, answer);
        return answer;
      },
      true,
    );
  }

  total(): Removed {
    const { at, indexed } = { at: this.#at, indexed: this.#indexed };
    return { outcome: 'removed', counts: this.#counts, at, indexed, replayed: false, elsewhere: [] };
  }

  /** A dry run and consents that stay are counted at the first call only. */
  #count(route: string, { counts, at, indexed }: Removed): void {
    const again = this.#asked.has(route);
    this.#asked.add(route);
    this.#at = Math.max(this.#at, at);
    this.#indexed &&= indexed;
    if (again && this.#flags.dryRun) return;
    const outOfReach = again ? 0 : counts.consentsOutOfReach;
    const sums = Object.entries({ ...counts, consentsOutOfReach: outOfReach }).map(([name, n]) => [
      name,
      n + this.#counts[name as keyof SessionsRemoved],
    ]);
    this.#counts = Object.fromEntries(sums) as SessionsRemoved;
  }
}
