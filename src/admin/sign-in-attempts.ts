/**
 * An object per network address: how often somebody there has presented a wrong token of late. Guarantees: five within a minute,
 * then none for a minute from the fifth on, right or wrong; each attempt is counted before the token is looked at, so that many at
 * once are no more than five; a right one clears the count; an object that has nothing to remember stores nothing.
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

/** `earlier`: when attempts were made that have not been cleared, oldest first. */
export function attemptAt(now: number, earlier: readonly number[]): AttemptOutcome {
  const recent = earlier.filter((at) => at > now - WINDOW);
  const last = recent.at(-1);
  return recent.length < MOST || last === undefined
    ? { outcome: 'allowed' }
    : { outcome: 'too-many', wait: last + WINDOW - now };
}

export class SignInAttempts extends DurableObject {
  /** Asks for an attempt at `now`, in milliseconds since the epoch. */
  async attempt(now: number): Promise<AttemptOutcome> {
    const { storage } = this.ctx;
    const earlier = this.#earlier();
    const verdict = attemptAt(now, earlier);
    if (verdict.outcome === 'allowed') {
      storage.kv.put('attempts', [...earlier, now].slice(-MOST));
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

  #earlier(): readonly number[] {
    return this.ctx.storage.kv.get<readonly number[]>('attempts') ?? [];
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
