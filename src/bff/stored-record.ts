/** A BFF session as a record of the session store, and back: what it lacks is empty there. */
import type { ServerSideSession, SessionUpdate } from '../session/server-side-session.ts';
import type { BffSession, BffSessionUpdate, ListedBffSession } from './bff-session.ts';

/** What an object stores of it. */
export const recordOf = (session: BffSessionUpdate): SessionUpdate => ({
  scheme: '',
  subjectId: session.subjectId,
  sessionId: session.sessionId,
  displayName: null,
  device: null,
  created: session.created,
  renewed: session.renewed,
  expires: session.expires,
  absoluteExpires: null,
  ticket: session.ticket,
});

export const listedBffSessionOf = (partition: string, session: ServerSideSession): ListedBffSession => ({
  key: session.key,
  partition,
  subjectId: session.subjectId,
  sessionId: session.sessionId,
  created: session.created,
  renewed: session.renewed,
  expires: session.expires,
  ticket: session.ticket,
});

export const bffSessionOf = (partition: string, session: ServerSideSession): BffSession => ({
  id: session.id,
  ...listedBffSessionOf(partition, session),
  revision: session.revision,
});
