/**
 * Seals the envelopes of some rows of the index again. Guarantees: the object decides by revision, so that nothing is set
 * back; the index hears last, so that what is cut off in between is told in a later round; an object that does not answer
 * does not hold up the others.
 */
import type { Located } from '../index-d1/index-row.ts';
import type { Sealed } from '../index-d1/resealing.ts';
import { followLocated } from '../store/follow-located.ts';
import type { ResealArgs, SealedEnvelope } from '../subject/reseal-api.ts';
import { placeOfGrant } from '../ticket/grant-envelope.ts';
import type { Place, Protector } from '../ticket/protector.ts';
import { placeOfSession } from '../ticket/session-envelope.ts';
import type { CronParts } from './cron-parts.ts';

export interface ResealParts extends CronParts {
  readonly protector: Protector;
  /** Ids of the ring's keys: the first seals. Never empty. */
  readonly ticketKeyIds: readonly string[];
}

export interface ResealedRows {
  readonly resealed: number;
  /** They do not open, or nobody has them: another round changes nothing. */
  readonly stuck: number;
}

/** Bytes of envelopes of one answer: six are under way at once. */
const BYTES = 1 << 20;

export async function resealRows(parts: ResealParts, of: Sealed, rows: readonly Located[]): Promise<ResealedRows> {
  let [resealed, stuck] = [0, 0];
  await followLocated(
    rows,
    async (route, located) => {
      try {
        const done = await resealIn(parts, of, route, located);
        resealed += done.resealed;
        stuck += done.stuck;
        return done;
      } catch (fault) {
        parts.log('cron-object-unavailable', { route, reason: fault instanceof Error ? fault.name : 'unknown' });
        return { elsewhere: [] };
      }
    },
    true,
  );
  return { resealed, stuck };
}

/** In one object. What changed meanwhile is looked at once more, and then left for a later round. */
async function resealIn(
  { directory, index, protector, ticketKeyIds, log }: ResealParts,
  of: Sealed,
  route: string,
  located: readonly Located[],
): Promise<ResealedRows & { readonly elsewhere: readonly Located[] }> {
  const [keyId = ''] = ticketKeyIds;
  const elsewhere: Located[] = [];
  const changed = new Set<string>();
  let [resealed, stuck] = [0, 0];
  let open = located;
  while (open.length > 0) {
    const asked = open;
    const found = await directory.call(route, 'repeatable', (object) =>
      object.sealedOtherwise({ route, located: asked, keyId, bytes: BYTES }),
    );
    elsewhere.push(...found.elsewhere);
    const items = await sealedAgain(protector, route, found.envelopes, log);
    const done = items.length === 0 ? [] : await replaced({ directory }, { route, items });
    await index.resealed(
      of,
      [...found.sealed, ...done].map(({ id, revision }) => ({ id, revision })),
      keyId,
    );
    resealed += done.length;
    stuck += asked.length - found.sealed.length - found.elsewhere.length - found.undecided.length - items.length;
    const isDone = new Set(done.map(({ id }) => id));
    const again = items.filter(({ id }) => !isDone.has(id) && !changed.has(id)).map(({ id }) => id);
    for (const id of again) changed.add(id);
    open = [...found.undecided, ...asked.filter(({ id }) => again.includes(id))];
  }
  return { resealed, stuck, elsewhere };
}

const replaced = async ({ directory }: Pick<CronParts, 'directory'>, args: ResealArgs) =>
  (await directory.call(args.route, 'repeatable', (object) => object.reseal(args))).resealed;

async function sealedAgain(
  protector: Protector,
  route: string,
  envelopes: readonly SealedEnvelope[],
  log: CronParts['log'],
): Promise<ResealArgs['items']> {
  const items: ResealArgs['items'][number][] = [];
  for (const sealed of envelopes) {
    const { kind, id, revision, envelope } = sealed;
    const again = await protector.reseal({ ...placeOf(route, sealed), envelope });
    if (again.outcome === 'resealed') items.push({ kind, id, revision, envelope: again.envelope });
    else log('envelope-does-not-open', { kind, id, reason: again.outcome });
  }
  return items;
}

function placeOf(route: string, sealed: SealedEnvelope): Place {
  switch (sealed.kind) {
    case 'session':
      return placeOfSession({ route, ...sealed });
    case 'grant':
      return placeOfGrant({ route, ...sealed });
  }
}
