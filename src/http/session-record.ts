/**
 * The record of the session store in JSON: what may come in, and what goes out. Contract: "Session store".
 * Guarantees: limits from `LIMITS`; times are milliseconds inside and RFC 3339 outside; an answer has every field.
 */
import * as v from 'valibot';
import { LIMITS } from '../session/limits.ts';
import type { ServerSideSession, SessionSummary } from '../session/server-side-session.ts';
import { labelText, nameText } from './text.ts';
import { formatTime, time } from './time.ts';

const utf8 = new TextEncoder();

const ticket = v.pipe(
  v.string('must be a string'),
  v.check(
    // A text has at least as many bytes as UTF-16 units: a longer one need not be encoded.
    (text) => text.length <= LIMITS.ticketBytes && utf8.encode(text).length <= LIMITS.ticketBytes,
    `must have at most ${LIMITS.ticketBytes} bytes of UTF-8`,
  ),
  v.metadata({ maxLength: LIMITS.ticketBytes, description: 'Opaque; may be empty. At most 512 KiB of UTF-8.' }),
);

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

const told = v.pipe(v.string('must be a string'), v.metadata({ format: 'date-time' }));
const orNull = <S extends v.GenericSchema>(schema: S) => v.nullable(schema);
const string = v.string('must be a string');
const revision = v.pipe(v.number('must be a number'), v.metadata({ type: 'integer', minimum: 0 }));
const TICKET_ERRORS = ['key-unavailable', 'malformed', 'does-not-open'] as const;
const ticketError = orNull(v.picklist(TICKET_ERRORS, 'must be a reason'));

const toldSummary = {
  scheme: string,
  subjectId: string,
  sessionId: string,
  displayName: orNull(string),
  device: orNull(string),
  created: told,
  renewed: told,
  expires: orNull(told),
  absoluteExpires: orNull(told),
  revision,
  ticketError,
};

/** For the OpenAPI document. */
export const sessionRecord = v.object({ id: string, key: orNull(string), ...toldSummary, ticket: orNull(string) });
export const sessionSummary = v.object({ id: string, ...toldSummary });

const timeOrNull = (value: number | null): string | null => (value === null ? null : formatTime(value));

/** A whole record, in the order of the contract. */
export const toRecord = (session: ServerSideSession): v.InferOutput<typeof sessionRecord> => ({
  id: session.id,
  key: session.key,
  scheme: session.scheme,
  subjectId: session.subjectId,
  sessionId: session.sessionId,
  displayName: session.displayName,
  device: session.device,
  created: formatTime(session.created),
  renewed: formatTime(session.renewed),
  expires: timeOrNull(session.expires),
  absoluteExpires: timeOrNull(session.absoluteExpires),
  ticket: session.ticket,
  revision: session.revision,
  ticketError: session.ticketError,
});

/** `fields=summary`: the record without key and ticket. No object was asked, so no envelope can have failed to open. */
export function toSummary(session: SessionSummary): v.InferOutput<typeof sessionSummary> {
  const {
    key: _key,
    ticket: _ticket,
    ...summary
  } = toRecord({ ...session, key: null, ticket: null, ticketError: null });
  return summary;
}
