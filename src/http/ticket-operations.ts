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
import { toTicket } from './ticket-told.ts';
import { toUserSession } from './user-session-record.ts';

const OBJECT = 'must be a JSON object';

const toTold = ({ ticket, session }: Ticketed) => ({ ticket: toTicket(ticket), session: toUserSession(session) });

export const storeTicket = operation({
  name: 'StoreTicket',
  method: 'POST',
  path: '/v1/tickets',
  scope: 'store',
  writes: true,
  headers: { idempotencyKey, prefer },
  query: {},
  body: v.strictObject({ ticket: givenTicket }, OBJECT),
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
  method: 'GET',
  path: '/v1/ticket',
  scope: 'store',
  writes: false,
  headers: { sessionKey, sessionSubject },
  query: {},
  body: null,
  async handle({ services, headers }) {
    const found = await services().tickets.retrieve(headers.sessionKey, { subjectHint: headers.sessionSubject });
    if (found.outcome !== 'found') return { problem: problemOf(found.outcome) };
    const { id, revision } = found.session;
    return { answer: { status: 200, body: toTold(found), headers: { ETag: entityTag(revision) }, sessionId: id } };
  },
});

export const renewTicket = operation({
  name: 'RenewTicket',
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
  method: 'POST',
  path: '/v1/ticket/renew',
  scope: 'store',
  writes: true,
  headers: { sessionKey, sessionSubject },
  query: {},
  body: null,
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
  method: 'DELETE',
  path: '/v1/ticket',
  scope: 'store',
  writes: true,
  headers: { sessionKey, sessionSubject, ifMatch, prefer },
  query: {},
  body: null,
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
