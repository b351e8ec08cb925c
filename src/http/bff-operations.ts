/**
 * The operations of the BFF store on one session: by its partition in the path and its secret key in a header. Contract:
 * "BFF sessions". Guarantees: a key is never read from a URL, and never written into one.
 */

import { otherThanAddressed } from './addressed.ts';
import { absence } from './already-absent.ts';
import { bffSessionUpdate, newBffSession, otherThanInPath, toBffRecord, toStoredBffRecord } from './bff-record.ts';
import { entityTag } from './entity-tag.ts';
import { ifMatch, prefer, sessionKey, sessionSubject } from './headers.ts';
import { operation } from './operation.ts';
import { problemOf } from './outcome-problem.ts';
import { ofPartition } from './partition-path.ts';
import { invalidRequest } from './problem.ts';
import { indexState } from './session-index.ts';

const PATH = '/v1/bff/:partition/session';

export const createBffSession = operation({
  name: 'CreateBffSession',
  method: 'POST',
  path: '/v1/bff/:partition/sessions',
  pathExists: ofPartition,
  scope: 'store',
  writes: true,
  headers: { prefer },
  query: {},
  body: newBffSession,
  async handle({ services, path: { partition = '' }, headers, body, now }) {
    const others = otherThanInPath(body, partition);
    if (others.length > 0) return { problem: invalidRequest(others) };
    const { partition: _partition, ...given } = body;
    const session = { ...given, created: given.created ?? now, renewed: given.renewed ?? now };
    const stored = await services().bff.create(partition, session, { respondAsync: headers.prefer });
    if (stored.outcome !== 'created') return { problem: problemOf(stored.outcome) };
    return {
      answer: {
        status: 201,
        body: toStoredBffRecord(stored),
        headers: { ETag: entityTag(stored.session.revision), ...indexState(stored) },
        sessionId: stored.session.id,
      },
    };
  },
});

export const getBffSession = operation({
  name: 'GetBffSession',
  method: 'GET',
  path: PATH,
  pathExists: ofPartition,
  scope: 'store',
  writes: false,
  headers: { sessionKey, sessionSubject },
  query: {},
  body: null,
  async handle({ services, path: { partition = '' }, headers }) {
    const found = await services().bff.get(partition, headers.sessionKey, { subjectHint: headers.sessionSubject });
    if (found.outcome !== 'found') return { problem: problemOf(found.outcome) };
    const { session } = found;
    return {
      answer: {
        status: 200,
        body: toBffRecord(session),
        headers: { ETag: entityTag(session.revision) },
        sessionId: session.id,
      },
    };
  },
});

export const updateBffSession = operation({
  name: 'UpdateBffSession',
  method: 'PUT',
  path: PATH,
  pathExists: ofPartition,
  scope: 'store',
  writes: true,
  headers: { sessionKey, sessionSubject, ifMatch, prefer },
  query: {},
  body: bffSessionUpdate,
  async handle({ services, path: { partition = '' }, headers, body, now }) {
    const { key, partition: _partition, revision: _revision, ticketError: _ticketError, ...given } = body;
    const others = [
      ...(await otherThanAddressed(headers.sessionKey, { id: null, key })),
      ...otherThanInPath(body, partition),
    ];
    if (others.length > 0) return { problem: invalidRequest(others) };
    const update = { ...given, created: given.created ?? now, renewed: given.renewed ?? now };
    const updated = await services().bff.update(partition, headers.sessionKey, update, {
      subjectHint: headers.sessionSubject,
      ifMatch: headers.ifMatch,
      respondAsync: headers.prefer,
    });
    if (updated.outcome !== 'updated') return { problem: problemOf(updated.outcome) };
    return {
      answer: {
        status: 200,
        body: toStoredBffRecord(updated),
        headers: { ETag: entityTag(updated.session.revision), ...indexState(updated) },
        sessionId: updated.session.id,
      },
    };
  },
});

export const deleteBffSession = operation({
  name: 'DeleteBffSession',
  method: 'DELETE',
  path: PATH,
  pathExists: ofPartition,
  scope: 'store',
  writes: true,
  headers: { sessionKey, sessionSubject, ifMatch, prefer },
  query: {},
  body: null,
  async handle({ services, path: { partition = '' }, headers }) {
    const deleted = await services().bff.delete(partition, headers.sessionKey, {
      subjectHint: headers.sessionSubject,
      ifMatch: headers.ifMatch,
      respondAsync: headers.prefer,
    });
    if (deleted.outcome === 'revision-mismatch') return { problem: problemOf(deleted.outcome) };
    return { answer: { status: 204, headers: { ...indexState(deleted), ...absence(deleted) } } };
  },
});
