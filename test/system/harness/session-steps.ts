/** The steps of a sequence on sessions and tickets: create, use, end, use again. Contract: "Session store", "Ticket store". */
import type fc from 'fast-check';
import { expect } from 'vitest';
import { type Grant, isSame, type Who } from './sequence-model.ts';
import { byKey, byState, type Step, step, told, whoOf } from './sequence-step.ts';

const ticketOf = ({ subjectId, sessionId }: Who) => ({
  scheme: 'cookie',
  claims: [{ type: 'sub', value: subjectId }],
  properties: { items: {} },
  sessionId,
  clientIds: [],
});
const now = () => new Date().toISOString();

const createSession = step('CreateSession', (given) => async (model, caller) => {
  const [key, who] = [caller.name(given.key), whoOf(caller, given)];
  const heard = await caller.call('CreateSession', { body: { key, scheme: 'cookie', ...who, ticket: 'any text' } });
  const expected = byState(model.sessions.get(key), '409 key-taken', '410 session-ended', '201');
  expect(told(heard)).toBe(expected);
  if (expected === '201') model.put(key, { ...who, ticketed: false });
});

const getSession = step('GetSession', (given) => async (model, caller) => {
  const key = caller.name(given.key);
  const heard = await caller.call('GetSession', { headers: byKey(key) });
  const live = model.liveSession(key);
  expect(told(heard)).toBe(live === null ? '404 session-not-found' : '200');
  if (live !== null) expect(isSame(heard.body, live)).toBe(true);
});

const updateSession = step('UpdateSession', (given) => async (model, caller) => {
  const [key, who] = [caller.name(given.key), whoOf(caller, given)];
  const heard = await caller.call('UpdateSession', {
    headers: { ...byKey(key), ...(given.other ? { 'If-Match': '"0"' } : {}) },
    body: { scheme: 'cookie', ...who, created: now(), renewed: now(), ticket: 'other text' },
  });
  const live = given.other ? '412 revision-mismatch' : '200';
  const expected = byState(model.sessions.get(key), live, '410 session-ended', '404 session-not-found');
  expect(told(heard)).toBe(expected);
  if (expected === '200') model.put(key, { ...who, ticketed: false });
});

const ending = (operation: 'DeleteSession' | 'RemoveTicket') =>
  step(operation, (given) => async (model, caller) => {
    const key = caller.name(given.key);
    const heard = await caller.call(operation, { headers: byKey(key) });
    expect([told(heard), heard.isAbsent]).toEqual(['204', model.liveSession(key) === null]);
    model.end(key);
  });

const storeTicket = step('StoreTicket', (given) => async (model, caller) => {
  const who = whoOf(caller, given);
  const heard = await caller.call('StoreTicket', { body: { ticket: ticketOf(who) } });
  expect(told(heard)).toBe('201');
  expect(isSame(heard.body.session, who)).toBe(true);
  caller.minted('minted', heard.body.key);
  model.put(heard.body.key, { ...who, ticketed: true });
});

const retrieveTicket = step('RetrieveTicket', (given) => async (model, caller) => {
  const key = caller.name(given.key);
  const live = model.liveSession(key);
  const heard = await caller.call('RetrieveTicket', { headers: byKey(key) });
  expect(told(heard)).toBe(live?.ticketed ? '200' : '404 session-not-found');
  if (live?.ticketed) expect(isSame(heard.body.session, live)).toBe(true);
});

const isToken = ({ type }: Grant): boolean => type === 'refresh_token';

const renewTicket = step('RenewTicket', (given) => async (model, caller) => {
  const [key, who] = [caller.name(given.key), whoOf(caller, given)];
  const heard = await caller.call('RenewTicket', { headers: byKey(key), body: { ticket: ticketOf(who) } });
  const expected = byState(model.sessions.get(key), '200', '410 session-ended', '201');
  expect(told(heard)).toBe(expected);
  if (expected === '410 session-ended') return;
  const before = model.liveSession(key);
  // For somebody else, or under another sid, the tokens of the one before go.
  if (before !== null && !isSame(before, who)) model.takeGrants((grant) => isToken(grant) && isSame(grant, before));
  model.put(key, { ...who, ticketed: true });
});

const touchTicket = step('TouchTicket', (given) => async (model, caller) => {
  const key = caller.name(given.key);
  const heard = await caller.call('TouchTicket', { headers: byKey(key) });
  expect(told(heard)).toBe(byState(model.sessions.get(key), '200', '410 session-ended', '404 session-not-found'));
  // Without an expiry there is nothing to slide.
  if (heard.status === 200) expect(heard.body.renewed).toBe(false);
});

const addClient = step('AddClient', (given) => async (model, caller) => {
  const key = caller.name(given.key);
  const clientId = caller.name('client');
  const heard = await caller.call('AddClient', { headers: byKey(key), body: { clientId } });
  const live = model.liveSession(key)?.ticketed ? '200' : '404 session-not-found';
  expect(told(heard)).toBe(byState(model.sessions.get(key), live, '410 session-ended', '404 session-not-found'));
  if (heard.status === 200) expect(heard.body.clientIds).toEqual([clientId]);
});

const findSessions = step('GetSessions', (given) => async (model, caller) => {
  const { subjectId } = whoOf(caller, given);
  const live = model.live().filter(([, session]) => session.subjectId === subjectId);
  const { body } = await caller.call('GetSessions', { body: { subjectId } });
  const keys = body.sessions.map((session: { key: string }) => session.key);
  expect(keys.sort()).toEqual(live.map(([key]) => key).sort());
  const listed = await caller.call('QueryUserSessions', { query: { subjectId } });
  expect(listed.body.totalCount).toBe(live.length);
});

const logout = step('ProcessLogout', (given) => async (model, caller) => {
  const who = whoOf(caller, given);
  const heard = await caller.call('ProcessLogout', { body: who });
  const live = model.live().filter(([, session]) => isSame(session, who));
  expect([told(heard), heard.body.sessionsRemoved]).toEqual(['200', live.length]);
  for (const [key] of live) model.end(key);
});

const removeSessions = step('RemoveSessions', ({ other, ...given }) => async (model, caller) => {
  const { subjectId } = whoOf(caller, { ...given, other });
  const bffPartitions = other ? { bffPartitions: [caller.name('partition')] } : {};
  const heard = await caller.call('RemoveSessions', { body: { subjectId, ...bffPartitions } });
  const isTheirs = (one: Who): boolean => one.subjectId === subjectId;
  const live = model.live().filter(([, session]) => isTheirs(session));
  const inPartition = other ? model.liveBff().filter(([, session]) => isTheirs(session)) : [];
  expect([told(heard), heard.body]).toMatchObject([
    '200',
    {
      sessionsRemoved: live.length,
      tokensRevoked: model.takeGrants((grant) => isTheirs(grant) && isToken(grant)),
      consentsRevoked: model.takeGrants(isTheirs),
      bffSessionsRemoved: inPartition.length,
    },
  ]);
  for (const [key] of live) model.end(key);
  for (const [key] of inPartition) model.bffSessions.set(key, 'ended');
  // What is made in the moment of a removal may go with it.
  const { effectiveAt } = heard.body;
  await expect.poll(() => Date.now(), { interval: 1 }).toBeGreaterThan(Date.parse(effectiveAt));
});

export const sessionSteps: readonly fc.Arbitrary<Step>[] = [
  createSession,
  getSession,
  updateSession,
  ending('DeleteSession'),
  ending('RemoveTicket'),
  storeTicket,
  retrieveTicket,
  renewTicket,
  touchTicket,
  addClient,
  findSessions,
  logout,
  removeSessions,
];
