/**
 * The cookie of a session: its key and nothing else. Guarantees: `__Host-` (this host alone, whole site, no other host of the
 * domain can plant it), `Secure`, `HttpOnly`; what cannot be a minted key (over-long, altered in form, sent twice) is no key,
 * and costs no call of the store.
 */

/** As keys are minted (contract, "Session store"). */
const KEY = /^[A-Za-z0-9_-]{22}\.[A-Za-z0-9_-]{43}$/;

/** RFC 6265 section 4.1.1: a token. */
const NAME = /^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}$/;

/** Browsers keep none for longer. */
const MOST_SECONDS = 400 * 24 * 60 * 60;

/**
 * `Lax`: sent along when somebody follows a link to this site or comes back from signing in at a provider, never with what
 * another site posts or embeds. With `Strict` they would arrive as nobody.
 */
export type SameSite = 'Lax' | 'Strict';

/** What a response does to the cookie. */
export type CookieChange =
  /** `until`: milliseconds since the epoch; null: as long as the browser is open. */
  { readonly to: 'set'; readonly key: string; readonly until: number | null } | { readonly to: 'clear' };

export class SessionCookie {
  readonly #name: string;
  readonly #attributes: string;

  /** @param name without prefix. Throws a `TypeError` for what cannot be one. */
  constructor(name: string, sameSite: SameSite) {
    if (!NAME.test(name)) throw new TypeError('The name of the session cookie has characters that a name cannot have.');
    this.#name = `__Host-${name}`;
    this.#attributes = `Path=/; Secure; HttpOnly; SameSite=${sameSite}`;
  }

  /** The key in a `Cookie` header; null where there is none, or no way to tell which one. */
  keyIn(header: string | null): string | null {
    const pairs = (header ?? '').split(';').map((pair) => pair.trim());
    const [value, ...more] = pairs.filter((pair) => pair.startsWith(`${this.#name}=`));
    if (value === undefined || more.length > 0) return null;
    const key = value.slice(this.#name.length + 1);
    return KEY.test(key) ? key : null;
  }

  /** The value of `Set-Cookie`. */
  toSet(change: CookieChange, now: number): string {
    const { value, age } =
      change.to === 'clear' ? { value: '', age: 0 } : { value: change.key, age: ageOf(change.until, now) };
    return `${this.#name}=${value}; ${this.#attributes}${age === null ? '' : `; Max-Age=${age}`}`;
  }
}

const ageOf = (until: number | null, now: number): number | null =>
  until === null ? null : Math.max(0, Math.min(MOST_SECONDS, Math.floor((until - now) / 1_000)));
