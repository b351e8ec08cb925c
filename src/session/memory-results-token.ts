/**
 * Results tokens of one in-memory store: where a page lay, and a MAC over that and the filter. Guarantees: a token is
 * accepted by the store that issued it, with the filter that it was issued for, in the spelling that it was issued in.
 */
import { base64url } from './keys.ts';
import type { PageBounds, Position } from './paging.ts';

const utf8 = new TextEncoder();
const END = { created: '', id: '' };

export class MemoryResultsTokens {
  #secret: Uint8Array<ArrayBuffer> | undefined;

  /** @param filter the operation and its filter values: the same list for every page of a walk */
  async issue(filter: readonly (string | null)[], { first, last }: PageBounds): Promise<string> {
    const { created, id } = first ?? END;
    return this.#sealed(filter, `${created}.${id}.${last.created}.${last.id}`);
  }

  async read(filter: readonly (string | null)[], token: string): Promise<PageBounds | 'results-token-invalid'> {
    const bounds = token.slice(0, Math.max(0, token.lastIndexOf('.')));
    // Compared in variable time: whoever guesses a MAC gets at a page that the same filter shows anyway.
    if ((await this.#sealed(filter, bounds)) !== token) return 'results-token-invalid';
    const [created = '', id = '', lastCreated = '', lastId = ''] = bounds.split('.');
    return { first: id === '' ? null : position(created, id), last: position(lastCreated, lastId) };
  }

  async #sealed(filter: readonly (string | null)[], bounds: string): Promise<string> {
    // Not in the constructor: a Worker's global scope has no randomness.
    this.#secret ??= crypto.getRandomValues(new Uint8Array(32));
    const key = await crypto.subtle.importKey('raw', this.#secret, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign']);
    const mac = await crypto.subtle.sign('HMAC', key, utf8.encode(JSON.stringify([filter, bounds])));
    return `${bounds}.${base64url(new Uint8Array(mac))}`;
  }
}

const position = (created: string, id: string): Position => ({ created: Number(created), id });
