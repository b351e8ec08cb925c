/** How many grants a subject has, in words. */
import * as v from 'valibot';
import type * as operations from '../http/grant-count-operation.ts';
import { toGrantCount } from '../http/grant-count-operation.ts';
import type { DescriptionsOf } from './description.ts';
import { madeBy } from './made-by.ts';
import { EXACT, exact } from './query-parameters.ts';
import { told } from './told.ts';

const grantCount = madeBy(toGrantCount, {
  clientId: told.stringOrNull,
  type: told.string,
  count: told.count,
  newestCreationTime: told.time,
  earliestExpiration: told.timeOrNull,
});

export const grantCountOperation: DescriptionsOf<typeof operations> = {
  CountGrants: {
    summary: 'How many grants a subject has, by client and type; expired and consumed ones included.',
    query: { ...exact, subjectId: 'Exact. Whose grants: without it, or blank, filter-required.', clientId: EXACT },
    answer: {
      status: 200,
      description: 'The counts; incomplete where the subject has more grants than one answer counts.',
      schema: v.object({ grants: v.array(grantCount), incomplete: v.boolean() }),
    },
    problems: ['filter-required'],
  },
};
