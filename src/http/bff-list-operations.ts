/**
 * The operations of the BFF store on many sessions: find and delete in a partition, and the clean-up of all of them.
 * Contract: "BFF sessions".
 */
import { toBffRecord } from './bff-record.ts';
import { prefer } from './headers.ts';
import { operation } from './operation.ts';
import { problemOf } from './outcome-problem.ts';
import { ofPartition } from './partition-path.ts';
import { indexState } from './session-index.ts';
import { sessionFilter, sessionFind } from './session-query.ts';

export const findBffSessions = operation({
  name: 'FindBffSessions',
  method: 'POST',
  path: '/v1/bff/:partition/sessions/find',
  pathExists: ofPartition,
  scope: 'store',
  writes: false,
  headers: {},
  query: {},
  body: sessionFind,
  async handle({ services, path: { partition = '' }, body: { resultsToken, ...filter } }) {
    const found = await services().bff.find(partition, filter, resultsToken);
    if (found.outcome !== 'found') return { problem: problemOf(found.outcome) };
    const { sessions, resultsToken: next } = found;
    return { answer: { status: 200, body: { sessions: sessions.map(toBffRecord), resultsToken: next } } };
  },
});

export const deleteBffSessions = operation({
  name: 'DeleteBffSessions',
  method: 'POST',
  path: '/v1/bff/:partition/sessions/delete',
  pathExists: ofPartition,
  scope: 'store',
  writes: true,
  headers: { prefer },
  query: {},
  body: sessionFilter,
  async handle({ services, path: { partition = '' }, headers, body }) {
    const deleted = await services().bff.deleteAll(partition, body, { respondAsync: headers.prefer });
    if (deleted.outcome !== 'deleted') return { problem: problemOf(deleted.outcome) };
    return { answer: { status: 200, body: { deleted: deleted.deleted }, headers: indexState(deleted) } };
  },
});

export const removeExpiredBffSessions = operation({
  name: 'RemoveExpiredBffSessions',
  method: 'POST',
  path: '/v1/bff/sessions/remove-expired',
  scope: 'store',
  writes: true,
  headers: {},
  query: {},
  body: null,
  async handle({ services }) {
    return { answer: { status: 200, body: { removed: await services().bff.removeExpired() } } };
  },
});
