/** The operations of the session store on many records, in words. */
import * as v from 'valibot';
import type * as operations from '../http/session-list-operations.ts';
import type { DescriptionsOf } from './description.ts';
import { given } from './examples.ts';
import { query } from './query-parameters.ts';
import { queryResult } from './query-result.ts';
import { sessionRecord, sessionSummary } from './session-record.ts';
import { told } from './told.ts';

export const sessionListOperations: DescriptionsOf<typeof operations> = {
  GetSessions: {
    summary: 'Records of a subject, a sid or both: exact, case-sensitive, expired ones included.',
    example: given.subject,
    answer: {
      status: 200,
      description: 'By created, then id; with a token where there is more.',
      schema: v.object({ sessions: v.array(sessionRecord), resultsToken: told.stringOrNull }),
    },
    problems: ['filter-required', 'results-token-invalid'],
  },
  DeleteSessions: {
    summary: 'Ends the sessions of a subject, a sid or both.',
    example: given.who,
    answer: {
      status: 200,
      description: 'How many records ended.',
      schema: v.object({ deleted: told.number }),
      headers: ['Session-Index'],
    },
    problems: ['filter-required'],
  },
  GetAndRemoveExpiredSessions: {
    summary: 'Ends expired sessions and hands each to exactly one caller.',
    example: given.count,
    answer: {
      status: 200,
      description: 'The records that this call ended.',
      schema: v.object({ sessions: v.array(sessionRecord) }),
    },
    problems: [],
  },
  QuerySessions: {
    summary: 'One page of records by substrings of subject, sid and display name.',
    query,
    answer: {
      status: 200,
      description: 'A page; with fields=summary its rows lack key and ticket.',
      schema: queryResult(v.union([sessionRecord, sessionSummary])),
    },
    problems: ['results-token-invalid'],
  },
};
