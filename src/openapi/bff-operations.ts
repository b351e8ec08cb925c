/** The operations of the BFF store on one session, in words. */
import type * as operations from '../http/bff-operations.ts';
import { bffRecord, storedBffRecord } from './bff-record.ts';
import type { DescriptionsOf } from './description.ts';
import { given } from './examples.ts';

export const bffOperations: DescriptionsOf<typeof operations> = {
  CreateBffSession: {
    summary: 'Stores a session of an application; it takes the place of one with the same subject and sid.',
    example: given.bffSession,
    answer: {
      status: 201,
      description: 'The session as stored, and whether another one made room.',
      schema: storedBffRecord,
      headers: ['ETag', 'Session-Index'],
    },
    problems: ['not-found', 'key-taken', 'session-ended'],
  },
  GetBffSession: {
    summary: 'The session of a key, also when it has expired.',
    answer: { status: 200, description: 'The session.', schema: bffRecord, headers: ['ETag'] },
    problems: ['not-found', 'session-not-found'],
  },
  UpdateBffSession: {
    summary: 'Replaces every field of a session, subject and sid too; one that had these makes room.',
    example: given.bffUpdate,
    answer: {
      status: 200,
      description: 'The session as stored, and whether another one made room.',
      schema: storedBffRecord,
      headers: ['ETag', 'Session-Index'],
    },
    problems: ['not-found', 'session-not-found', 'session-ended', 'revision-mismatch'],
  },
  DeleteBffSession: {
    summary: 'Ends the session of a key; 204 also when there is none.',
    answer: {
      status: 204,
      description: 'There is no such session now.',
      schema: null,
      headers: ['Session-Index', 'Already-Absent'],
    },
    problems: ['not-found', 'revision-mismatch'],
  },
};
