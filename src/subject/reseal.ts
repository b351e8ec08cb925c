/**
 * Rotation in one object: the Worker opens envelopes and seals them again, the object cannot. Guarantees: an envelope is
 * replaced only in the revision that was opened, in one transaction; the record keeps its revision, and the index hears of
 * nothing: another envelope is no change of the record. Each call may be lost, late, or run twice.
 */
import type { Located } from '../index-d1/index-row.ts';
import type { Meter } from '../session/cost.ts';
import { keyIdOf } from '../ticket/envelope.ts';
import type { SubjectContext } from './context.ts';
import { finishMoves } from './finish-moves.ts';
import { next } from './follow.ts';
import { look } from './look.ts';
import type {
  ResealArgs,
  Resealed,
  SealedEnvelope,
  SealedOtherwise,
  SealedOtherwiseArgs,
  SealedRecord,
} from './reseal-api.ts';

export async function sealedOtherwise(
  ctx: SubjectContext,
  { route, located, keyId, bytes }: SealedOtherwiseArgs,
  meter: Meter,
): Promise<SealedOtherwise> {
  await finishMoves(ctx, route, located, meter);
  const envelopes: SealedEnvelope[] = [];
  const sealed: SealedRecord[] = [];
  const elsewhere: Located[] = [];
  const undecided: Located[] = [];
  let size = 0;
  for (const one of located) {
    const found = envelopeOf(ctx, one.id);
    if (found === null) {
      const on = next(ctx, route, one);
      if (on) elsewhere.push(on);
    } else if (keyIdOf(found.envelope) === keyId) {
      sealed.push({ kind: found.kind, id: found.id, revision: found.revision });
    } else if (size > 0 && size + found.envelope.length > bytes) {
      undecided.push(one);
    } else {
      size += found.envelope.length;
      envelopes.push(found);
    }
  }
  return { envelopes, sealed, elsewhere, undecided };
}

function envelopeOf(ctx: SubjectContext, id: string): SealedEnvelope | null {
  const here = look(ctx, id);
  if (here.kind === 'live') {
    const { subjectId, sessionId, partition, revision, envelope } = here.record;
    return { kind: 'session', id, subjectId, sessionId, partition, revision, envelope };
  }
  if (here.kind === 'grant') {
    const { subjectId, sessionId, clientId, revision, envelope } = here.record;
    return { kind: 'grant', id, subjectId, sessionId, clientId, revision, envelope };
  }
  return null;
}

export function reseal(ctx: SubjectContext, { route, items }: ResealArgs): Resealed {
  const { tables } = ctx;
  if (!tables.exist) return { resealed: [] };
  return ctx.write(route, 'reseal', () => ({
    resealed: items
      .filter(({ kind, id, revision, envelope }) =>
        (kind === 'session' ? tables.records : tables.grants).reseal(id, revision, envelope),
      )
      .map(({ kind, id, revision }) => ({ kind, id, revision })),
  }));
}
