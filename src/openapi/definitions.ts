/** The schemas that stand in the document once, under a name: of what goes out, and of what comes in. */
import { givenTicket } from '../http/given-ticket.ts';
import { bffRecord } from './bff-record.ts';
import { clientRecord } from './client-record.ts';
import { grantRecord } from './grant-record.ts';
import { removalAnswer } from './removal-answer.ts';
import { sessionRecord, sessionSummary } from './session-record.ts';
import { ticket } from './ticket.ts';
import { userSession } from './user-session.ts';

export const TOLD = {
  Session: sessionRecord,
  SessionSummary: sessionSummary,
  AuthenticationTicket: ticket,
  UserSession: userSession,
  Client: clientRecord,
  Grant: grantRecord,
  BffSession: bffRecord,
  RemovalAnswer: removalAnswer,
};

export const GIVEN = { GivenTicket: givenTicket };
