/** The ticket store in memory keeps the contract of the real one. */
import { expect, it } from 'vitest';
import { MemoryTicketStore } from '../../src/memory/memory-ticket-store.ts';
import { MemoryStore } from '../../src/session/memory-store.ts';
import { ticketStoreContract } from '../contract/ticket-store.contract.ts';

ticketStoreContract((policy) => {
  const clock = { now: Date.now() };
  const now = () => clock.now;
  return Object.assign(clock, { tickets: new MemoryTicketStore(new MemoryStore({ now }), { now, policy }) });
});

it('finds no ticket in a record whose text is none, and slides it all the same', async () => {
  const at = Date.now();
  const store = new MemoryStore({ now: () => at });
  const tickets = new MemoryTicketStore(store, { now: () => at });
  const ids = { scheme: 's', subjectId: 'alice', sessionId: 'S', displayName: null, device: null };
  const times = { created: at - 10, renewed: at - 10, expires: at + 1, absoluteExpires: null };
  await store.createSession({ ...ids, ...times, key: 'a chosen key', ticket: 'no ticket' });
  expect(await tickets.retrieve('a chosen key')).toEqual({ outcome: 'session-not-found' });
  expect(await tickets.touch('a chosen key')).toMatchObject({ renewed: true, session: { renewed: at, issuer: null } });
});
