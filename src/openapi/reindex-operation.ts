/** Reindex, in words. */
import * as v from 'valibot';
import type * as operations from '../http/reindex-operation.ts';
import type { DescriptionsOf } from './description.ts';
import { given } from './examples.ts';
import { told } from './told.ts';

export const reindexOperation: DescriptionsOf<typeof operations> = {
  Reindex: {
    summary: 'Makes objects project all that they hold into the index again.',
    example: given.objects,
    answer: {
      status: 200,
      description: 'Rows handed to the index, and rows that it has not confirmed.',
      schema: v.object({ projected: told.number, waiting: told.number }),
    },
    problems: [],
  },
};
