/** The operations of the ticket store, in words. */
import * as v from 'valibot';
import type * as operations from '../http/ticket-operations.ts';
import type { DescriptionsOf } from './description.ts';
import { given } from './examples.ts';
import { ticket } from './ticket.ts';
import { told } from './told.ts';
import { userSession } from './user-session.ts';

const ticketed = { ticket, session: userSession };

export const ticketOperations: DescriptionsOf<typeof operations> = {
  StoreTicket: {
    summary: 'StoreAsync: signs somebody in; the key is minted.',
    example: given.ticket,
    answer: {
      status: 201,
      description: 'The key, which is the secret, and the ticket as stored.',
      schema: v.object({ key: told.string, ...ticketed }),
      headers: ['ETag', 'Session-Index', 'Idempotency-Replayed'],
    },
    problems: [
      'subject-missing',
      'session-limit',
      'session-ended',
      'idempotency-in-progress',
      'idempotency-key-reused',
    ],
  },
  RetrieveTicket: {
    summary: 'RetrieveAsync: the ticket of a key, unless it has expired.',
    answer: {
      status: 200,
      description: 'The ticket, issued when it was last renewed.',
      schema: v.object(ticketed),
      headers: ['ETag'],
    },
    problems: ['session-not-found'],
  },
  RenewTicket: {
    summary: 'RenewAsync: replaces the ticket of a key; for another subject or sid the session starts anew.',
    example: given.ticket,
    answer: {
      status: 200,
      description: 'The ticket as stored.',
      schema: v.object(ticketed),
      headers: ['ETag', 'Session-Index'],
      or: { status: 201, description: 'The same, where the key never existed.' },
    },
    problems: ['subject-missing', 'session-limit', 'session-ended', 'revision-mismatch'],
  },
  TouchTicket: {
    summary: 'Slides a session by its own window when past half of it; writes nothing otherwise.',
    answer: {
      status: 200,
      description: 'The session, and whether it was slid.',
      schema: v.object({ session: userSession, renewed: told.boolean }),
      headers: ['ETag', 'Session-Index'],
    },
    problems: ['session-not-found', 'session-ended'],
  },
  RemoveTicket: {
    summary: 'RemoveAsync: signs out; 204 also when there is no such session.',
    answer: {
      status: 204,
      description: 'There is no such session now.',
      schema: null,
      headers: ['Session-Index', 'Already-Absent'],
    },
    problems: ['revision-mismatch'],
  },
};
