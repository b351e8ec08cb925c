/** The operations of the grant store, in words. */
import * as v from 'valibot';
import type * as operations from '../http/grant-operations.ts';
import type { DescriptionsOf } from './description.ts';
import { given } from './examples.ts';
import { grantRecord } from './grant-record.ts';
import { told } from './told.ts';

export const grantOperations: DescriptionsOf<typeof operations> = {
  StoreGrant: {
    summary: 'Stores a grant under its key, or puts it in the place of the one that is there.',
    example: given.grant,
    answer: {
      status: 201,
      description: 'The grant, new.',
      schema: grantRecord,
      headers: ['ETag', 'Session-Index'],
      or: { status: 200, description: 'The grant, replaced.' },
    },
    problems: ['grant-revoked', 'revision-mismatch'],
  },
  GetGrant: {
    summary: 'The grant of a key, also when it has expired or was consumed.',
    answer: { status: 200, description: 'The grant.', schema: grantRecord, headers: ['ETag'] },
    problems: ['grant-not-found'],
  },
  RemoveGrant: {
    summary: 'Removes the grant of a key; 204 also when there is none.',
    answer: {
      status: 200,
      description: 'With Prefer: return=representation: the grant that this call, and no other, removed.',
      schema: grantRecord,
      headers: ['ETag', 'Session-Index'],
      or: {
        status: 204,
        description: 'There is no such grant now.',
        schema: null,
        headers: ['Session-Index', 'Already-Absent'],
      },
    },
    problems: ['grant-not-found', 'revision-mismatch'],
  },
  FindGrants: {
    summary: 'Grants by exact filters, AND across, OR within a list; expired and consumed ones included.',
    example: given.grants,
    answer: {
      status: 200,
      description: 'The grants, with a token where there are more.',
      schema: v.object({ grants: v.array(grantRecord), resultsToken: told.stringOrNull }),
    },
    problems: ['filter-required', 'results-token-invalid'],
  },
  RemoveGrants: {
    summary: 'Removes grants by exact filters, expired and consumed ones included.',
    example: given.grants,
    answer: {
      status: 200,
      description: 'How many grants were removed.',
      schema: v.object({ removed: told.count }),
      headers: ['Session-Index'],
    },
    problems: ['filter-required'],
  },
};
