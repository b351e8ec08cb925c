/** The operations of the session store on one record, in words. */
import type * as operations from '../http/session-operations.ts';
import type { DescriptionsOf } from './description.ts';
import { given } from './examples.ts';
import { sessionRecord, sessionSummary } from './session-record.ts';

export const sessionOperations: DescriptionsOf<typeof operations> = {
  CreateSession: {
    summary: 'Stores a session; without a key, one is minted.',
    example: given.session,
    answer: {
      status: 201,
      description: 'The record as stored.',
      schema: sessionRecord,
      headers: ['ETag', 'Location', 'Session-Index', 'Idempotency-Replayed'],
    },
    problems: ['key-taken', 'session-limit', 'session-ended', 'idempotency-in-progress', 'idempotency-key-reused'],
  },
  GetSession: {
    summary: 'The record of a key, also when it has expired.',
    answer: { status: 200, description: 'The record.', schema: sessionRecord, headers: ['ETag'] },
    problems: ['session-not-found'],
  },
  UpdateSession: {
    summary: 'Replaces every field of a record, subject and sid too.',
    example: given.sessionUpdate,
    answer: {
      status: 200,
      description: 'The record as stored.',
      schema: sessionRecord,
      headers: ['ETag', 'Session-Index'],
    },
    problems: ['session-not-found', 'session-ended', 'revision-mismatch'],
  },
  DeleteSession: {
    summary: 'Ends the session of a key; 204 also when there is none.',
    answer: {
      status: 204,
      description: 'There is no such session now.',
      schema: null,
      headers: ['Session-Index', 'Already-Absent'],
    },
    problems: ['revision-mismatch'],
  },
  GetSessionById: {
    summary: 'The summary of a session by its public id.',
    answer: { status: 200, description: 'The record without key and ticket.', schema: sessionSummary },
    problems: ['session-not-found'],
  },
};
