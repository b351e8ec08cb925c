/**
 * A session of a BFF in JSON: what may come in, and what goes out. Contract: "BFF sessions".
 * Guarantees: limits from `LIMITS`; an answer has every field, and no other.
 */
import * as v from 'valibot';
import type { ListedBffSession } from '../bff/bff-session.ts';
import { LIMITS } from '../session/limits.ts';
import type { FieldProblem } from './problem.ts';
import { nameText, opaqueText } from './text.ts';
import { formatTime, formatTimeOrNull, time } from './time.ts';

const OBJECT = 'must be a JSON object';
/** May repeat what the path says. */
const partition = v.nullish(v.string('must be a string'));
const times = {
  created: v.nullish(time, null),
  renewed: v.nullish(time, null),
  expires: v.nullish(time, null),
};
const ticket = opaqueText(LIMITS.ticketBytes);

export const newBffSession = v.strictObject(
  {
    key: v.nullish(nameText(LIMITS.key), null),
    partition,
    subjectId: nameText(LIMITS.subjectId),
    sessionId: v.nullish(nameText(LIMITS.sessionId), null),
    ...times,
    ticket,
  },
  OBJECT,
);

/** `key` may repeat what the request addresses; `revision` and `ticketError` are ignored, whatever they hold. */
export const bffSessionUpdate = v.strictObject(
  {
    key: v.nullish(v.string('must be a string')),
    partition,
    subjectId: nameText(LIMITS.subjectId),
    sessionId: nameText(LIMITS.sessionId),
    ...times,
    ticket,
    revision: v.optional(v.unknown()),
    ticketError: v.optional(v.unknown()),
  },
  OBJECT,
);

/** What a body repeats otherwise than the request addresses it. */
export const otherThanInPath = (
  { partition: repeated }: { readonly partition?: string | null | undefined },
  addressed: string,
): readonly FieldProblem[] =>
  repeated != null && repeated !== addressed
    ? [{ path: 'partition', message: 'is not the partition of the path' }]
    : [];

/** A session in the order of the contract. */
export const toBffRecord = (session: ListedBffSession) => ({
  key: session.key,
  partition: session.partition,
  subjectId: session.subjectId,
  sessionId: session.sessionId,
  created: formatTime(session.created),
  renewed: formatTime(session.renewed),
  expires: formatTimeOrNull(session.expires),
  ticket: session.ticket,
});

/** As stored, and whether another one made room. */
export const toStoredBffRecord = ({
  session,
  replaced,
}: {
  readonly session: ListedBffSession;
  readonly replaced: boolean;
}) => ({ ...toBffRecord(session), replaced });
