/**
 * Calls of another Worker. Guarantees: what is thrown is `RequestRefused` or `StorageUnavailable`, with `name` and `code` on the
 * other side too, and repeats no argument: one that is not of the interface's type fails while it is read.
 */
import { describeFault, logOf } from '../http/log.ts';
import { invalidValue, RequestRefused } from '../session/request-refused.ts';
import { StorageUnavailable } from '../session/session-store.ts';

export async function asked<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (fault) {
    if (fault instanceof RequestRefused || fault instanceof StorageUnavailable) throw fault;
    logOf('rpc')('malformed-call', describeFault(fault));
    throw invalidValue('', 'an argument is not of the type that the interface asks for');
  }
}
