/** The in-memory store keeps the store contract; here on one instance, as a test file shares one storage. */
import { MemoryStore } from '../../src/session/memory-store.ts';
import { sessionStoreContract } from '../contract/session-store.contract.ts';

const store = new MemoryStore();

sessionStoreContract(async () => ({ store, now: Date.now }));
