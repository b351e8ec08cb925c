/** The operations of the BFF store on many sessions, in words. */
import * as v from 'valibot';
import type * as operations from '../http/bff-list-operations.ts';
import { bffRecord } from './bff-record.ts';
import type { DescriptionsOf } from './description.ts';
import { given } from './examples.ts';
import { told } from './told.ts';

export const bffListOperations: DescriptionsOf<typeof operations> = {
  FindBffSessions: {
    summary: 'Sessions of a partition by subject, sid or both: exact, case-sensitive, expired ones included.',
    example: given.subject,
    answer: {
      status: 200,
      description: 'In the order of their creation; with a token where there is more.',
      schema: v.object({ sessions: v.array(bffRecord), resultsToken: told.stringOrNull }),
    },
    problems: ['not-found', 'filter-required', 'results-token-invalid'],
  },
  DeleteBffSessions: {
    summary: 'Ends the sessions of a partition by subject, sid or both.',
    example: given.who,
    answer: {
      status: 200,
      description: 'How many sessions ended.',
      schema: v.object({ deleted: told.count }),
      headers: ['Session-Index'],
    },
    problems: ['not-found', 'filter-required'],
  },
  RemoveExpiredBffSessions: {
    summary: 'Ends expired sessions of all partitions, at most 1,000 a call.',
    answer: { status: 200, description: 'How many this call ended.', schema: v.object({ removed: told.count }) },
    problems: [],
  },
};
