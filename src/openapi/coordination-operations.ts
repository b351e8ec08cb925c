/** Client lifetimes and the lifetime of the session, in words. */
import * as v from 'valibot';
import type * as operations from '../http/coordination-operations.ts';
import type { DescriptionsOf } from './description.ts';
import { given } from './examples.ts';
import { removalAnswer } from './removal-answer.ts';
import { told } from './told.ts';

export const coordinationOperations: DescriptionsOf<typeof operations> = {
  ValidateSession: {
    summary: 'Whether a session lives, for a client that lives with it; slides the session, or all that match.',
    example: given.validation,
    answer: {
      status: 200,
      description: 'Always valid, and without expires, where the client is not coordinated.',
      schema: v.object({ valid: told.boolean, coordinated: told.boolean, expires: told.timeOrNull }),
    },
    problems: [],
  },
  ProcessLogout: {
    summary: 'Ends every session of a subject and sid; their tokens go, their clients are told.',
    example: given.who,
    answer: {
      status: 200,
      description: 'What was removed; consents and other grants stay.',
      schema: removalAnswer,
      headers: ['Session-Index'],
    },
    problems: [],
  },
  AddClient: {
    summary: 'Adds a client to the list of a session, once; a repeat replaces sub and sid.',
    example: given.clientOfSession,
    answer: {
      status: 200,
      description: 'All clients of the session, in order of addition.',
      schema: v.object({ clientIds: told.strings }),
      headers: ['Session-Index'],
    },
    problems: ['session-not-found', 'session-ended'],
  },
};
