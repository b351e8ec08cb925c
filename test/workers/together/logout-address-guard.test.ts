/**
 * The tests of the address guard once more, inside workerd: its URL parser decides what `fetch` will make of an address,
 * and must read every spelling as Node's does.
 */
import '../../unit/logout-address-guard.test.ts';
