/** The grant store on objects and index: `GrantStore` as the edge runs it. Made once per request. */
import type { NewGrant } from '../grant/grant.ts';
import type { GrantFilter, GrantStore, RemoveGrantOptions, StoreGrantOptions } from '../grant/grant-store.ts';
import type { ReadOptions, WriteOptions } from '../session/session-store.ts';
import { getGrant, removeGrant, storeGrant } from './grant-by-key.ts';
import { findGrants, removeGrants } from './grants-by-filter.ts';
import type { StoreParts } from './store-parts.ts';

export class EdgeGrantStore implements GrantStore {
  readonly #parts: StoreParts;

  constructor(parts: StoreParts) {
    this.#parts = parts;
  }

  store(grant: NewGrant, options: StoreGrantOptions = {}) {
    return storeGrant(this.#parts, grant, options);
  }

  get(key: string, options: ReadOptions = {}) {
    return getGrant(this.#parts, key, options);
  }

  remove(key: string, options: RemoveGrantOptions = {}) {
    return removeGrant(this.#parts, key, options);
  }

  find(filter: GrantFilter, resultsToken: string | null = null) {
    return findGrants(this.#parts, filter, resultsToken);
  }

  removeAll(filter: GrantFilter, options: WriteOptions = {}) {
    return removeGrants(this.#parts, filter, options);
  }
}
