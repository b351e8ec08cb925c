/**
 * What another Worker may call of a store. Guarantees: the methods that the table names and nothing else, private members of the
 * class least of all; what is thrown is `RequestRefused` or `StorageUnavailable`, which keep `name` and `code` on the other side,
 * and repeats no argument: one that is not of the interface's type fails while it is read.
 */
import { RpcTarget } from 'cloudflare:workers';
import { describeFault, logOf } from '../http/log.ts';
import { invalidValue, RequestRefused } from '../session/request-refused.ts';
import { StorageUnavailable } from '../session/session-store.ts';

type Method = (...args: readonly unknown[]) => Promise<unknown>;

/** A class whose instances offer a store; every method of the store is in the table. */
export function offered<Store extends object>(methods: Readonly<Record<keyof Store & string, true>>) {
  class Offered extends RpcTarget {
    readonly #store: Store;

    constructor(store: Store) {
      super();
      this.#store = store;
    }

    static {
      for (const name of Object.keys(methods) as (keyof Store & string)[]) {
        const value = function (this: Offered, ...args: readonly unknown[]) {
          return asked(() => (this.#store[name] as Method)(...args));
        };
        Object.defineProperty(Offered.prototype, name, { value });
      }
    }
  }
  return Offered as unknown as new (
    store: Store,
  ) => RpcTarget & Pick<Store, keyof Store>;
}

async function asked(work: () => Promise<unknown>): Promise<unknown> {
  try {
    return await work();
  } catch (fault) {
    if (fault instanceof RequestRefused || fault instanceof StorageUnavailable) throw fault;
    logOf('rpc')('malformed-call', describeFault(fault));
    throw invalidValue('', 'an argument is not of the type that the interface asks for');
  }
}
