/**
 * The operations of the BFF store on many sessions: find and delete in a partition, and the clean-up of all of them. Contract:
 * "BFF sessions".
 */
import * as v from 'valibot';
import { ofPartition } from './bff-operations.ts';
import { bffRecord, toBffRecord } from './bff-record.ts';
import { prefer } from './headers.ts';
import { operation } from './operation.ts';
import { problemOf } from './outcome-problem.ts';
import { indexState } from './session-index.ts';
import { sessionFilter, sessionFind } from './session-query.ts';
import { told } from './told.ts';

export const findBffSessions = operation({
  name: 'FindBffSessions',
  summary: 'Sessions of a partition by subject, sid or both: exact, case-sensitive, expired ones included.',
  method: 'POST',
  path: '/v1/bff/:partition/sessions/find',
  pathExists: ofPartition,
  scope: 'store',
  writes: false,
  headers: {},
  query: {},
  body: sessionFind,
  answer: {
    status: 200,
    description: 'In the order of their creation; with a token where there is more.',
    schema: v.object({ sessions: v.array(bffRecord), resultsToken: told.stringOrNull }),
  },
  problems: ['not-found', 'filter-required', 'results-token-invalid'],
  async handle({ services, path: { partition = '' }, body: { resultsToken, ...filter } }) {
    const found = await services().bff.find(partition, filter, resultsToken);
    if (found.outcome !== 'found') return { problem: problemOf(found.outcome) };
    const { sessions, resultsToken: next } = found;
    return { answer: { status: 200, body: { sessions: sessions.map(toBffRecord), resultsToken: next } } };
  },
});

export const deleteBffSessions = operation({
  name: 'DeleteBffSessions',
  summary: 'Ends the sessions of a partition by subject, sid or both.',
  method: 'POST',
  path: '/v1/bff/:partition/sessions/delete',
  pathExists: ofPartition,
  scope: 'store',
  writes: true,
  headers: { prefer },
  query: {},
  body: sessionFilter,
  answer: {
    status: 200,
    description: 'How many sessions ended.',
    schema: v.object({ deleted: told.count }),
    headers: ['Session-Index'],
  },
  problems: ['not-found', 'filter-required'],
  async handle({ services, path: { partition = '' }, headers, body }) {
    const deleted = await services().bff.deleteAll(partition, body, { respondAsync: headers.prefer });
    if (deleted.outcome !== 'deleted') return { problem: problemOf(deleted.outcome) };
    return { answer: { status: 200, body: { deleted: deleted.deleted }, headers: indexState(deleted) } };
  },
});

export const removeExpiredBffSessions = operation({
  name: 'RemoveExpiredBffSessions',
  summary: 'Ends expired sessions of all partitions, at most 1,000 a call.',
  method: 'POST',
  path: '/v1/bff/sessions/remove-expired',
  scope: 'store',
  writes: true,
  headers: {},
  query: {},
  body: null,
  answer: { status: 200, description: 'How many this call ended.', schema: v.object({ removed: told.count }) },
  problems: [],
  async handle({ services }) {
    return { answer: { status: 200, body: { removed: await services().bff.removeExpired() } } };
  },
});
