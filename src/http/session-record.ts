/**
 * The record of the session store in JSON: what may come in, and what goes out. Contract: "Session store".
 * Guarantees: limits from `LIMITS`; times are milliseconds inside and RFC 3339 outside; an answer has every field.
 */
import * as v from 'valibot';
import { LIMITS } from '../session/limits.ts';
import type { ServerSideSession, SessionSummary } from '../session/server-side-session.ts';
import { labelText, nameText, opaqueText } from './text.ts';
import { formatTime, formatTimeOrNull, time } from './time.ts';

const ticket = opaqueText(LIMITS.ticketBytes);
const names = {
  scheme: nameText(LIMITS.scheme),
  subjectId: nameText(LIMITS.subjectId),
  sessionId: nameText(LIMITS.sessionId),
};
const nullable = {
  displayName: v.nullish(labelText(LIMITS.displayName), null),
  device: v.nullish(labelText(LIMITS.device), null),
  expires: v.nullish(time, null),
  absoluteExpires: v.nullish(time, null),
};
const OBJECT = 'must be a JSON object';

export const newSession = v.strictObject(
  {
    key: v.nullish(nameText(LIMITS.key), null),
    ...names,
    ...nullable,
    created: v.nullish(time, null),
    renewed: v.nullish(time, null),
    ticket,
  },
  OBJECT,
);

/** `id` and `key` may repeat what the request addresses; `revision` and `ticketError` are ignored, whatever they hold. */
export const sessionUpdate = v.strictObject(
  {
    id: v.nullish(v.string('must be a string')),
    key: v.nullish(v.string('must be a string')),
    ...names,
    ...nullable,
    created: time,
    renewed: time,
    ticket,
    revision: v.optional(v.unknown()),
    ticketError: v.optional(v.unknown()),
  },
  OBJECT,
);

/** A whole record, in the order of the contract. */
export const toRecord = (session: ServerSideSession) => ({
  id: session.id,
  key: session.key,
  scheme: session.scheme,
  subjectId: session.subjectId,
  sessionId: session.sessionId,
  displayName: session.displayName,
  device: session.device,
  created: formatTime(session.created),
  renewed: formatTime(session.renewed),
  expires: formatTimeOrNull(session.expires),
  absoluteExpires: formatTimeOrNull(session.absoluteExpires),
  ticket: session.ticket,
  revision: session.revision,
  ticketError: session.ticketError,
});

/** `fields=summary`: the record without key and ticket. No object was asked, so no envelope can have failed to open. */
export function toSummary(session: SessionSummary) {
  const {
    key: _key,
    ticket: _ticket,
    ...summary
  } = toRecord({ ...session, key: null, ticket: null, ticketError: null });
  return summary;
}
