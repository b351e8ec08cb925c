/** The record of the session store on the wire. Contract: "Session store". */
import {
  type ServerSideSession,
  type SessionSummary,
  type SessionUpdate,
  sessionFields,
} from '../session/server-side-session.ts';
import { timed, timeText } from './times.ts';

const TIMES = ['created', 'renewed', 'expires', 'absoluteExpires'] as const;

/** Every field that an update replaces. */
export const updateOf = (session: SessionUpdate) => ({
  ...sessionFields(session),
  created: timeText(session.created),
  renewed: timeText(session.renewed),
  expires: timeText(session.expires),
  absoluteExpires: timeText(session.absoluteExpires),
  ticket: session.ticket,
});

export function summaryOf(json: unknown): SessionSummary {
  const session = timed<SessionSummary>(json, TIMES);
  return { id: session.id, ...sessionFields(session), revision: session.revision };
}

export function sessionOf(json: unknown): ServerSideSession {
  const { key, ticket, ticketError } = json as ServerSideSession;
  return { ...summaryOf(json), key, ticket, ticketError };
}
