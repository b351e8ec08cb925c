/** Logout tokens on their way, over the `fetch` of workerd, which is the one that counts. */
import '../../contract/logout-delivery.contract.ts';
