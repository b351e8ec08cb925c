/** The sessions in memory keep their contract in Node as they do in workerd. */
import { MemorySessions } from '../../src/memory/index.ts';
import { sessionsStoreContract } from '../contract/sessions-store.contract.ts';

const store = new MemorySessions();

sessionsStoreContract(async () => store);
