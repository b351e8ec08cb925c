/**
 * The operations of the session store on one record: by its secret key in a header, or by its public id. Contract:
 * "Session store".
 * Guarantees: a key is never read from a URL, and never written into one.
 */
import { isId } from '../session/keys.ts';
import { otherThanAddressed } from './addressed.ts';
import { absence } from './already-absent.ts';
import { entityTag } from './entity-tag.ts';
import { idempotencyKey, ifMatch, prefer, sessionKey, sessionSubject } from './headers.ts';
import { idempotencyOf } from './idempotency.ts';
import { operation } from './operation.ts';
import { problemOf } from './outcome-problem.ts';
import { invalidRequest } from './problem.ts';
import { indexState } from './session-index.ts';
import { newSession, sessionUpdate, toRecord, toSummary } from './session-record.ts';

export const createSession = operation({
  name: 'CreateSession',
  method: 'POST',
  path: '/v1/sessions',
  scope: 'store',
  writes: true,
  headers: { idempotencyKey, prefer },
  query: {},
  body: newSession,
  async handle({ services, actor, headers, body, bytes, now }) {
    const session = { ...body, created: body.created ?? now, renewed: body.renewed ?? now };
    const created = await services().store.createSession(session, {
      respondAsync: headers.prefer,
      idempotency: await idempotencyOf(headers.idempotencyKey, { actor, path: '/v1/sessions', bytes }),
    });
    if (created.outcome !== 'created') return { problem: problemOf(created.outcome) };
    const { id, revision } = created.session;
    return {
      answer: {
        status: 201,
        body: toRecord(created.session),
        headers: {
          Location: `/v1/sessions/${id}`,
          ETag: entityTag(revision),
          ...indexState(created),
          ...(created.replayed ? { 'Idempotency-Replayed': 'true' } : {}),
        },
        sessionId: id,
      },
    };
  },
});

export const getSession = operation({
  name: 'GetSession',
  method: 'GET',
  path: '/v1/session',
  scope: 'store',
  writes: false,
  headers: { sessionKey, sessionSubject },
  query: {},
  body: null,
  async handle({ services, headers }) {
    const found = await services().store.getSession(headers.sessionKey, { subjectHint: headers.sessionSubject });
    if (found.outcome !== 'found') return { problem: problemOf(found.outcome) };
    const { id, revision } = found.session;
    return {
      answer: { status: 200, body: toRecord(found.session), headers: { ETag: entityTag(revision) }, sessionId: id },
    };
  },
});

export const updateSession = operation({
  name: 'UpdateSession',
  method: 'PUT',
  path: '/v1/session',
  scope: 'store',
  writes: true,
  headers: { sessionKey, sessionSubject, ifMatch, prefer },
  query: {},
  body: sessionUpdate,
  async handle({ services, headers, body }) {
    const { id, key, revision: _revision, ticketError: _ticketError, ...update } = body;
    const others = await otherThanAddressed(headers.sessionKey, { id, key });
    if (others.length > 0) return { problem: invalidRequest(others) };
    const updated = await services().store.updateSession(headers.sessionKey, update, {
      subjectHint: headers.sessionSubject,
      ifMatch: headers.ifMatch,
      respondAsync: headers.prefer,
    });
    if (updated.outcome !== 'updated') return { problem: problemOf(updated.outcome) };
    const { session } = updated;
    return {
      answer: {
        status: 200,
        body: toRecord(session),
        headers: { ETag: entityTag(session.revision), ...indexState(updated) },
        sessionId: session.id,
      },
    };
  },
});

export const deleteSession = operation({
  name: 'DeleteSession',
  method: 'DELETE',
  path: '/v1/session',
  scope: 'store',
  writes: true,
  headers: { sessionKey, sessionSubject, ifMatch, prefer },
  query: {},
  body: null,
  async handle({ services, headers }) {
    const deleted = await services().store.deleteSession(headers.sessionKey, {
      subjectHint: headers.sessionSubject,
      ifMatch: headers.ifMatch,
      respondAsync: headers.prefer,
    });
    if (deleted.outcome === 'revision-mismatch') return { problem: problemOf(deleted.outcome) };
    return { answer: { status: 204, headers: { ...indexState(deleted), ...absence(deleted) } } };
  },
});

export const getSessionById = operation({
  name: 'GetSessionById',
  method: 'GET',
  path: '/v1/sessions/:id',
  scope: 'store',
  writes: false,
  headers: {},
  query: {},
  body: null,
  async handle({ services, path: { id = '' } }) {
    if (!isId(id)) return { problem: problemOf('session-not-found') };
    const found = await services().store.getSessionSummary(id);
    if (found.outcome !== 'found') return { problem: problemOf(found.outcome) };
    return { answer: { status: 200, body: toSummary(found.session), sessionId: found.session.id } };
  },
});
