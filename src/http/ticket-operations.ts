/**
 * The operations of the ticket store: sign in, read, renew, slide, sign out. Contract: "Ticket store".
 * Guarantees: a key is never read from a URL, and never written into one.
 */
import * as v from 'valibot';
import type { Ticketed } from '../ticket/ticket-store.ts';
import { otherThanAddressed } from './addressed.ts';
import { absence } from './already-absent.ts';
import { entityTag } from './entity-tag.ts';
import { givenTicket } from './given-ticket.ts';
import { idempotencyKey, ifMatch, prefer, sessionKey, sessionSubject } from './headers.ts';
import { idempotencyOf } from './idempotency.ts';
import { operation } from './operation.ts';
import { problemOf } from './outcome-problem.ts';
import { invalidRequest } from './problem.ts';
import { indexState } from './session-index.ts';
import { toldTicket, toTicket } from './ticket-told.ts';
import { toldUserSession, toUserSession } from './user-session-record.ts';

const OBJECT = 'must be a JSON object';
const told = { ticket: toldTicket, session: toldUserSession };

const toTold = ({ ticket, session }: Ticketed) => ({ ticket: toTicket(ticket), session: toUserSession(session) });

export const storeTicket = operation({
  name: 'StoreTicket',
  summary: 'StoreAsync: signs somebody in; the key is minted.',
  method: 'POST',
  path: '/v1/tickets',
  scope: 'store',
  writes: true,
  headers: { idempotencyKey, prefer },
  query: {},
  body: v.strictObject({ ticket: givenTicket }, OBJECT),
  answer: {
    status: 201,
    description: 'The key, which is the secret, and the ticket as stored.',
    schema: v.object({ key: v.string('must be a string'), ...told }),
    headers: ['ETag', 'Session-Index', 'Idempotency-Replayed'],
  },
  problems: ['subject-missing', 'session-limit', 'session-ended', 'idempotency-in-progress', 'idempotency-key-reused'],
  async handle({ services, actor, headers, body, bytes }) {
    const stored = await services().tickets.store(body.ticket, {
      respondAsync: headers.prefer,
      idempotency: await idempotencyOf(headers.idempotencyKey, { actor, path: '/v1/tickets', bytes }),
    });
    if (stored.outcome !== 'stored') return { problem: problemOf(stored.outcome) };
    const { id, revision } = stored.session;
    return {
      answer: {
        status: 201,
        body: { key: stored.key, ...toTold(stored) },
        headers: {
          ETag: entityTag(revision),
          ...indexState(stored),
          ...(stored.replayed ? { 'Idempotency-Replayed': 'true' } : {}),
        },
        sessionId: id,
      },
    };
  },
});

export const retrieveTicket = operation({
  name: 'RetrieveTicket',
  summary: 'RetrieveAsync: the ticket of a key, unless it has expired.',
  method: 'GET',
  path: '/v1/ticket',
  scope: 'store',
  writes: false,
  headers: { sessionKey, sessionSubject },
  query: {},
  body: null,
  answer: {
    status: 200,
    description: 'The ticket, issued when it was last renewed.',
    schema: v.object(told),
    headers: ['ETag'],
  },
  problems: ['session-not-found'],
  async handle({ services, headers }) {
    const found = await services().tickets.retrieve(headers.sessionKey, { subjectHint: headers.sessionSubject });
    if (found.outcome !== 'found') return { problem: problemOf(found.outcome) };
    const { id, revision } = found.session;
    return { answer: { status: 200, body: toTold(found), headers: { ETag: entityTag(revision) }, sessionId: id } };
  },
});

export const renewTicket = operation({
  name: 'RenewTicket',
  summary: 'RenewAsync: replaces the ticket of a key; for another subject or sid the session starts anew.',
  method: 'PUT',
  path: '/v1/ticket',
  scope: 'store',
  writes: true,
  headers: { sessionKey, sessionSubject, ifMatch, prefer },
  query: {},
  body: v.strictObject(
    {
      ticket: givenTicket,
      id: v.nullish(v.string('must be a string')),
      key: v.nullish(v.string('must be a string')),
      revision: v.optional(v.unknown()),
      ticketError: v.optional(v.unknown()),
    },
    OBJECT,
  ),
  answer: {
    status: 200,
    description: 'The ticket as stored.',
    schema: v.object(told),
    headers: ['ETag', 'Session-Index'],
    or: { status: 201, description: 'The same, where the key never existed.' },
  },
  problems: ['subject-missing', 'session-limit', 'session-ended', 'revision-mismatch'],
  async handle({ services, headers, body }) {
    const others = await otherThanAddressed(headers.sessionKey, { id: body.id, key: body.key });
    if (others.length > 0) return { problem: invalidRequest(others) };
    const renewed = await services().tickets.renew(headers.sessionKey, body.ticket, {
      subjectHint: headers.sessionSubject,
      ifMatch: headers.ifMatch,
      respondAsync: headers.prefer,
    });
    if (renewed.outcome !== 'renewed' && renewed.outcome !== 'stored') return { problem: problemOf(renewed.outcome) };
    const { id, revision } = renewed.session;
    return {
      answer: {
        status: renewed.outcome === 'stored' ? 201 : 200,
        body: toTold(renewed),
        headers: { ETag: entityTag(revision), ...indexState(renewed) },
        sessionId: id,
      },
    };
  },
});

export const touchTicket = operation({
  name: 'TouchTicket',
  summary: 'Slides a session by its own window when past half of it; writes nothing otherwise.',
  method: 'POST',
  path: '/v1/ticket/renew',
  scope: 'store',
  writes: true,
  headers: { sessionKey, sessionSubject },
  query: {},
  body: null,
  answer: {
    status: 200,
    description: 'The session, and whether it was slid.',
    schema: v.object({ session: toldUserSession, renewed: v.boolean('must be a boolean') }),
    headers: ['ETag', 'Session-Index'],
  },
  problems: ['session-not-found', 'session-ended'],
  async handle({ services, headers }) {
    const touched = await services().tickets.touch(headers.sessionKey, { subjectHint: headers.sessionSubject });
    if (touched.outcome !== 'touched') return { problem: problemOf(touched.outcome) };
    const { session, renewed } = touched;
    return {
      answer: {
        status: 200,
        body: { session: toUserSession(session), renewed },
        headers: { ETag: entityTag(session.revision), ...indexState(touched) },
        sessionId: session.id,
      },
    };
  },
});

export const removeTicket = operation({
  name: 'RemoveTicket',
  summary: 'RemoveAsync: signs out; 204 also when there is no such session.',
  method: 'DELETE',
  path: '/v1/ticket',
  scope: 'store',
  writes: true,
  headers: { sessionKey, sessionSubject, ifMatch, prefer },
  query: {},
  body: null,
  answer: {
    status: 204,
    description: 'There is no such session now.',
    schema: null,
    headers: ['Session-Index', 'Already-Absent'],
  },
  problems: ['revision-mismatch'],
  async handle({ services, headers }) {
    const removed = await services().tickets.remove(headers.sessionKey, {
      subjectHint: headers.sessionSubject,
      ifMatch: headers.ifMatch,
      respondAsync: headers.prefer,
    });
    if (removed.outcome === 'revision-mismatch') return { problem: problemOf(removed.outcome) };
    return { answer: { status: 204, headers: { ...indexState(removed), ...absence(removed) } } };
  },
});
