/**
 * The operations of the BFF store on one session: by its partition in the path and its secret key in a header. Contract:
 * "BFF sessions". Guarantees: a key is never read from a URL, and never written into one.
 */
import { isPartition } from '../bff/partition.ts';
import { otherThanAddressed } from './addressed.ts';
import {
  bffRecord,
  bffSessionUpdate,
  newBffSession,
  otherThanInPath,
  storedBffRecord,
  toBffRecord,
} from './bff-record.ts';
import { entityTag } from './entity-tag.ts';
import { ifMatch, prefer, sessionKey, sessionSubject } from './headers.ts';
import { operation } from './operation.ts';
import { problemOf } from './outcome-problem.ts';
import { invalidRequest } from './problem.ts';
import { indexState } from './session-index.ts';

const PATH = '/v1/bff/:partition/session';

/** Of the path: a partition that cannot exist is no path. */
export const ofPartition = ({ partition = '' }: Readonly<Record<string, string>>): boolean => isPartition(partition);

export const createBffSession = operation({
  name: 'CreateBffSession',
  summary: 'Stores a session of an application; it takes the place of one with the same subject and sid.',
  method: 'POST',
  path: '/v1/bff/:partition/sessions',
  pathExists: ofPartition,
  scope: 'store',
  writes: true,
  headers: { prefer },
  query: {},
  body: newBffSession,
  answer: {
    status: 201,
    description: 'The session as stored, and whether another one made room.',
    schema: storedBffRecord,
    headers: ['ETag', 'Session-Index'],
  },
  problems: ['not-found', 'key-taken', 'session-ended'],
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
        body: { ...toBffRecord(stored.session), replaced: stored.replaced },
        headers: { ETag: entityTag(stored.session.revision), ...indexState(stored) },
        sessionId: stored.session.id,
      },
    };
  },
});

export const getBffSession = operation({
  name: 'GetBffSession',
  summary: 'The session of a key, also when it has expired.',
  method: 'GET',
  path: PATH,
  pathExists: ofPartition,
  scope: 'store',
  writes: false,
  headers: { sessionKey, sessionSubject },
  query: {},
  body: null,
  answer: { status: 200, description: 'The session.', schema: bffRecord, headers: ['ETag'] },
  problems: ['not-found', 'session-not-found'],
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
  summary: 'Replaces every field of a session, subject and sid too; one that had these makes room.',
  method: 'PUT',
  path: PATH,
  pathExists: ofPartition,
  scope: 'store',
  writes: true,
  headers: { sessionKey, sessionSubject, ifMatch, prefer },
  query: {},
  body: bffSessionUpdate,
  answer: {
    status: 200,
    description: 'The session as stored, and whether another one made room.',
    schema: storedBffRecord,
    headers: ['ETag', 'Session-Index'],
  },
  problems: ['not-found', 'session-not-found', 'session-ended', 'revision-mismatch'],
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
        body: { ...toBffRecord(updated.session), replaced: updated.replaced },
        headers: { ETag: entityTag(updated.session.revision), ...indexState(updated) },
        sessionId: updated.session.id,
      },
    };
  },
});

export const deleteBffSession = operation({
  name: 'DeleteBffSession',
  summary: 'Ends the session of a key; 204 also when there is none.',
  method: 'DELETE',
  path: PATH,
  pathExists: ofPartition,
  scope: 'store',
  writes: true,
  headers: { sessionKey, sessionSubject, ifMatch, prefer },
  query: {},
  body: null,
  answer: { status: 204, description: 'There is no such session now.', schema: null, headers: ['Session-Index'] },
  problems: ['not-found', 'revision-mismatch'],
  async handle({ services, path: { partition = '' }, headers }) {
    const deleted = await services().bff.delete(partition, headers.sessionKey, {
      subjectHint: headers.sessionSubject,
      ifMatch: headers.ifMatch,
      respondAsync: headers.prefer,
    });
    if (deleted.outcome === 'revision-mismatch') return { problem: problemOf(deleted.outcome) };
    return { answer: { status: 204, headers: indexState(deleted) } };
  },
});
