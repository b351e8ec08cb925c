/**
 * The tests of logout tokens once more, inside workerd: its Web Crypto signs them, and its streams carry what a relying
 * party answers.
 */
import '../../unit/logout-error-code.test.ts';
import '../../unit/logout-token.test.ts';
