/**
 * What every `ServerSideSessionStore` does, as sentences. Runs unchanged in Node and in workerd, against the in-memory
 * store and the real one: call it from a test file with a way to make the store under test (`scene.ts` says what it
 * relies on). Storage may be shared with other tests, and need not be empty.
 */
import { describe } from 'vitest';
import { endedContract } from './ended.contract.ts';
import { expiredContract } from './expired.contract.ts';
import { filtersContract } from './filters.contract.ts';
import { idempotencyContract } from './idempotency.contract.ts';
import { largeAnswersContract } from './large-answers.contract.ts';
import { pagingContract } from './paging.contract.ts';
import { recordsContract } from './records.contract.ts';
import type { MakeStore } from './scene.ts';
import { valuesContract } from './values.contract.ts';

export function sessionStoreContract(make: MakeStore): void {
  describe('a session store', () => {
    recordsContract(make);
    valuesContract(make);
    endedContract(make);
    filtersContract(make);
    pagingContract(make);
    largeAnswersContract(make);
    expiredContract(make);
    idempotencyContract(make);
  });
}
