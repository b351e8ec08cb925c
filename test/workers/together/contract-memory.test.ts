/** The in-memory store keeps the store contract in workerd as it does in Node. */
import { MemoryStore } from '../../../src/session/memory-store.ts';
import { sessionStoreContract } from '../../contract/session-store.contract.ts';

const store = new MemoryStore();

sessionStoreContract(async () => ({ store, now: Date.now }));
