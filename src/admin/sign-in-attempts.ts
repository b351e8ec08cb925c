/**
 * An object per network address: how often somebody there has presented a wrong token of late. Guarantees: after five nothing is
 * looked at for a minute, right or wrong; they are forgotten a minute after the last; each attempt is counted before the token is
 * looked at, so that many at once are no more than five; a right one clears the count; an object that has nothing to remember
 * stores nothing.
 */
import { DurableObject } from 'cloudflare:workers';

/** Attempts that may be wrong. */
const MOST = 5;
/** Milliseconds. */
const WINDOW = 60_000;

export type AttemptOutcome =
  | { readonly outcome: 'allowed' }
  /** Milliseconds until the next attempt is looked at. */
  | { readonly outcome: 'too-many'; readonly wait: number };

/** Attempts that no right token has cleared. `last`: milliseconds since the epoch. */
export interface Attempts {
  readonly count: number;
  readonly last: number;
}

const NONE: Attempts = { count: 0, last: 0 };

/** What becomes of an attempt at `now`, and what is remembered then. */
export function attemptAt(now: number, { count, last }: Attempts): AttemptOutcome & { readonly attempts: Attempts } {
  const wait = last + WINDOW - now;
  const recent = wait > 0 ? count : 0;
  return recent < MOST
    ? { outcome: 'allowed', attempts: { count: recent + 1, last: now } }
    : { outcome: 'too-many', wait, attempts: { count, last } };
}

export class SignInAttempts extends DurableObject {
  /** Asks for an attempt at `now`, in milliseconds since the epoch. */
  async attempt(now: number): Promise<AttemptOutcome> {
    const { storage } = this.ctx;
    const { attempts, ...verdict } = attemptAt(now, storage.kv.get<Attempts>('attempts') ?? NONE);
    if (verdict.outcome === 'allowed') {
      storage.kv.put('attempts', attempts);
      await storage.setAlarm(now + WINDOW);
    }
    return verdict;
  }

  /** The token was right. */
  async clear(): Promise<void> {
    await this.ctx.storage.deleteAll();
    await this.ctx.storage.deleteAlarm();
  }

  override async alarm(): Promise<void> {
    await this.ctx.storage.deleteAll();
  }
}

/** One network, as an object's name: an IPv6 customer has a whole /64. Absent: all that come from nowhere share one. */
export function networkOf(address: string | null): string {
  if (address === null || address === '') return 'unknown';
  if (!address.includes(':')) return address;
  const [head = '', tail] = address.toLowerCase().split('::');
  const groups = head === '' ? [] : head.split(':');
  const rest = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - groups.length - rest.length);
  const whole = [...groups, ...Array<string>(zeros).fill('0'), ...rest];
  return `${whole
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, ''))
    .join(':')}::/64`;
}
