/**
 * Client lifetimes and the lifetime of the session: whether it lives, that it ends, whom it was used for. Contract:
 * "Coordination". Guarantees: a key is never read from a URL, and never written into one.
 */
import * as v from 'valibot';
import { LIMITS } from '../session/limits.ts';
import { prefer, sessionKey, sessionSubject } from './headers.ts';
import { operation } from './operation.ts';
import { problemOf } from './outcome-problem.ts';
import { toRemovalAnswer } from './removal-record.ts';
import { indexState } from './session-index.ts';
import { nameText } from './text.ts';
import { formatTimeOrNull } from './time.ts';

const OBJECT = 'must be a JSON object';
const subjectId = nameText(LIMITS.subjectId);
const sessionId = nameText(LIMITS.sessionId);
const clientId = nameText(LIMITS.clientId);

export const validateSession = operation({
  name: 'ValidateSession',
  method: 'POST',
  path: '/v1/coordination/validate',
  scope: 'store',
  writes: true,
  headers: {},
  query: {},
  body: v.strictObject({ subjectId, sessionId: v.nullish(sessionId, null), clientId }, OBJECT),
  async handle({ services, body }) {
    const { valid, coordinated, expires } = await services().coordination.validate(body);
    return { answer: { status: 200, body: { valid, coordinated, expires: formatTimeOrNull(expires) } } };
  },
});

export const processLogout = operation({
  name: 'ProcessLogout',
  method: 'POST',
  path: '/v1/coordination/logout',
  scope: 'store',
  writes: true,
  headers: { prefer },
  query: {},
  body: v.strictObject({ subjectId, sessionId }, OBJECT),
  async handle({ services, headers, body }) {
    const ended = await services().coordination.logout(body, { respondAsync: headers.prefer });
    return { answer: { status: 200, body: toRemovalAnswer(ended.answer), headers: indexState(ended) } };
  },
});

export const addClient = operation({
  name: 'AddClient',
  method: 'POST',
  path: '/v1/coordination/clients',
  scope: 'store',
  writes: true,
  headers: { sessionKey, sessionSubject, prefer },
  query: {},
  body: v.strictObject({ clientId, sub: v.nullish(subjectId, null), sid: v.nullish(sessionId, null) }, OBJECT),
  async handle({ services, headers, body }) {
    const added = await services().coordination.addClient(headers.sessionKey, body, {
      subjectHint: headers.sessionSubject,
      respondAsync: headers.prefer,
    });
    if (added.outcome !== 'added') return { problem: problemOf(added.outcome) };
    return { answer: { status: 200, body: { clientIds: [...added.clientIds] }, headers: indexState(added) } };
  },
});
