/** UserSession as it goes out: a session without key and ticket. Contract: "Ticket store". */
import * as v from 'valibot';
import type { UserSession } from '../ticket/user-session.ts';
import { formatTime, formatTimeOrNull } from './time.ts';

const string = v.string('must be a string');
const text = v.nullable(string);
const time = v.pipe(string, v.metadata({ format: 'date-time' }));

/** For the OpenAPI document. */
export const toldUserSession = v.object({
  id: string,
  subjectId: string,
  sessionId: string,
  displayName: text,
  device: text,
  created: time,
  renewed: time,
  expires: v.nullable(time),
  absoluteExpires: v.nullable(time),
  issuer: text,
  clientIds: v.array(string),
  revision: v.pipe(v.number('must be a number'), v.metadata({ type: 'integer', minimum: 0 })),
});

/** A session in the order of the contract. */
export const toUserSession = (session: UserSession): v.InferOutput<typeof toldUserSession> => ({
  id: session.id,
  subjectId: session.subjectId,
  sessionId: session.sessionId,
  displayName: session.displayName,
  device: session.device,
  created: formatTime(session.created),
  renewed: formatTime(session.renewed),
  expires: formatTimeOrNull(session.expires),
  absoluteExpires: formatTimeOrNull(session.absoluteExpires),
  issuer: session.issuer,
  clientIds: [...session.clientIds],
  revision: session.revision,
});
