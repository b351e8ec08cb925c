/** Logout tokens on their way, over Node's `fetch`. */
import '../contract/logout-delivery.contract.ts';
