/** The steps of a sequence on grants, sessions of a BFF and clients. Contract: "Persisted grants", "BFF sessions", "Clients". */
import type fc from 'fast-check';
import { expect } from 'vitest';
import { type Grant, isSame } from './sequence-model.ts';
import { byKey, byState, type Step, step, told, whoOf } from './sequence-step.ts';

const byGrantKey = (key: string) => ({ 'Grant-Key': encodeURIComponent(key) });

const storeGrant = step('StoreGrant', (given) => async (model, caller) => {
  const [key, who] = [caller.name(`grant-${given.key}`), whoOf(caller, given)];
  const type = given.key === 'a' ? 'user_consent' : 'refresh_token';
  const heard = await caller.call('StoreGrant', {
    headers: given.other ? { 'If-None-Match': '*' } : {},
    body: { key, type, ...who, data: '' },
  });
  const kept = model.grants.has(key) ? (given.other ? '412 revision-mismatch' : '200') : '201';
  expect(told(heard)).toBe(model.isRevoked(who) ? '410 grant-revoked' : kept);
  if (heard.code === null) model.grants.set(key, { ...who, type });
});

const getGrant = step('GetGrant', (given) => async (model, caller) => {
  const key = caller.name(`grant-${given.key}`);
  const kept = model.grants.get(key);
  const heard = await caller.call('GetGrant', { headers: byGrantKey(key) });
  expect(told(heard)).toBe(kept === undefined ? '404 grant-not-found' : '200');
  if (kept !== undefined) expect(isSame(heard.body, kept)).toBe(true);
});

const removeGrant = step('RemoveGrant', (given) => async (model, caller) => {
  const key = caller.name(`grant-${given.key}`);
  const prefer = given.other ? { Prefer: 'return=representation' } : {};
  const heard = await caller.call('RemoveGrant', { headers: { ...byGrantKey(key), ...prefer } });
  const isKept = model.grants.delete(key);
  expect(told(heard)).toBe(given.other ? (isKept ? '200' : '404 grant-not-found') : '204');
  if (!given.other) expect(heard.isAbsent).toBe(!isKept);
});

const findGrants = step('FindGrants', (given) => async (model, caller) => {
  const { subjectId } = whoOf(caller, given);
  const isTheirs = (grant: Grant): boolean => grant.subjectId === subjectId;
  const { body } = await caller.call('FindGrants', { body: { subjectId } });
  expect(body.grants.length).toBe([...model.grants.values()].filter(isTheirs).length);
  if (!given.other) return;
  const removed = await caller.call('RemoveGrants', { body: { subjectId } });
  expect(removed.body.removed).toBe(model.takeGrants(isTheirs));
});

const createBffSession = step('CreateBffSession', (given) => async (model, caller) => {
  const [key, who] = [caller.name(given.key), whoOf(caller, given)];
  const path = [caller.name('partition')];
  const heard = await caller.call('CreateBffSession', { path, body: { key, ...who, ticket: '' } });
  const kept = model.bffSessions.get(key);
  const isOwn = kept !== undefined && kept !== 'ended' && isSame(kept, who);
  expect(told(heard)).toBe(byState(kept, isOwn ? '201' : '409 key-taken', '410 session-ended', '201'));
  if (heard.code === null) expect(heard.body.replaced).toBe(model.putBff(key, who) || isOwn);
});

const getBffSession = step('GetBffSession', (given) => async (model, caller) => {
  const key = caller.name(given.key);
  const kept = model.bffSessions.get(key);
  const heard = await caller.call('GetBffSession', { path: [caller.name('partition')], headers: byKey(key) });
  expect(told(heard)).toBe(byState(kept, '200', '404 session-not-found', '404 session-not-found'));
  if (kept !== undefined && kept !== 'ended') expect(isSame(heard.body, kept)).toBe(true);
});

const updateBffSession = step('UpdateBffSession', (given) => async (model, caller) => {
  const [key, who] = [caller.name(given.key), whoOf(caller, given)];
  const path = [caller.name('partition')];
  const heard = await caller.call('UpdateBffSession', { path, headers: byKey(key), body: { ...who, ticket: '' } });
  expect(told(heard)).toBe(byState(model.bffSessions.get(key), '200', '410 session-ended', '404 session-not-found'));
  if (heard.code === null) expect(heard.body.replaced).toBe(model.putBff(key, who));
});

const deleteBffSession = step('DeleteBffSession', (given) => async (model, caller) => {
  const key = caller.name(given.key);
  const kept = model.bffSessions.get(key);
  const heard = await caller.call('DeleteBffSession', { path: [caller.name('partition')], headers: byKey(key) });
  const isLive = kept !== undefined && kept !== 'ended';
  expect([told(heard), heard.isAbsent]).toEqual(['204', !isLive]);
  if (isLive) model.bffSessions.set(key, 'ended');
});

const findBffSessions = step('FindBffSessions', (given) => async (model, caller) => {
  const { subjectId } = whoOf(caller, given);
  const live = model.liveBff().filter(([, session]) => session.subjectId === subjectId);
  const path = [caller.name('partition')];
  const { body } = await caller.call('FindBffSessions', { path, body: { subjectId } });
  const keys = body.sessions.map((session: { key: string }) => session.key);
  expect(keys.sort()).toEqual(live.map(([key]) => key).sort());
});

const putClient = step('PutClient', (given) => async (model, caller) => {
  const clientId = caller.name(`client-${given.key}`);
  const headers = given.other ? { 'If-None-Match': '*' } : {};
  const heard = await caller.call('PutClient', { path: [clientId], headers, body: {} });
  const kept = given.other ? '412 revision-mismatch' : '200';
  expect(told(heard)).toBe(model.clients.has(clientId) ? kept : '201');
  model.clients.add(clientId);
});

const getClient = step('GetClient', (given) => async (model, caller) => {
  const clientId = caller.name(`client-${given.key}`);
  const heard = await caller.call('GetClient', { path: [clientId] });
  expect(told(heard)).toBe(model.clients.has(clientId) ? '200' : '404 client-not-found');
});

const deleteClient = step('DeleteClient', (given) => async (model, caller) => {
  const clientId = caller.name(`client-${given.key}`);
  expect(told(await caller.call('DeleteClient', { path: [clientId] }))).toBe('204');
  model.clients.delete(clientId);
});

export const storeSteps: readonly fc.Arbitrary<Step>[] = [
  storeGrant,
  getGrant,
  removeGrant,
  findGrants,
  createBffSession,
  getBffSession,
  updateBffSession,
  deleteBffSession,
  findBffSessions,
  putClient,
  getClient,
  deleteClient,
];
