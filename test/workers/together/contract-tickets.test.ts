/** The ticket store on real objects and a real index keeps the contract that the one in memory is held to. */
import { ticketStoreContract } from '../../contract/ticket-store.contract.ts';
import { TicketScene } from '../ticket-scene.ts';

ticketStoreContract((policy) => new TicketScene(policy));
