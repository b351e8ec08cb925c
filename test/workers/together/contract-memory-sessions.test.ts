/** The sessions in memory keep the contract that an application relies on. */
import { MemorySessions } from '../../../src/memory/memory-sessions.ts';
import { sessionsStoreContract } from '../../contract/sessions-store.contract.ts';

const store = new MemorySessions();

sessionsStoreContract(async () => store);
