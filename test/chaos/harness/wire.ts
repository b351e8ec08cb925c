/**
 * Every call of this world goes through here: Worker to object, object to object, both to D1. Guarantees: a call passes
 * three points (`faults.ts`); what is kept to run again later is taken after the output gate, in the turn after the one
 * that wrote (consistency.md, section 6: otherwise the copy is of a call that the platform would never have sent).
 */
import { CallLost, type Letter, offerToChance, type Passing, strikesAt } from './faults.ts';

export interface Sender {
  /** The object's route, or `worker`. */
  readonly who: string;
  /** Resolves once everything that was written is durable. */
  flushed(): Promise<void>;
  /** Resets the object; the Worker has nothing to reset. */
  abort(): void;
}

/** The name under which D1 is called. */
export const D1 = 'D1';

export async function send<T>(sender: Sender, letter: Omit<Letter, 'from'>, run: () => Promise<T>): Promise<T> {
  const { call, to, ids, args } = letter;
  const passing: Passing = { from: sender.who, to, ids };
  for (const { action } of strikesAt(`${call}:asked`, passing)) abortBy(sender, action.do);
  await sender.flushed();
  offerToChance({ ...passing, call, args });
  await pass(sender, `${call}:sent`, passing, { ...passing, call, args });
  const answer = await run();
  await pass(sender, `${call}:done`, passing, null);
  return answer;
}

/** Right after a transaction, in its turn. */
export function passWrite(sender: Sender, label: string, ids: readonly string[]): void {
  for (const { action } of strikesAt(`write:${label}`, { from: sender.who, to: sender.who, ids })) {
    abortBy(sender, action.do);
  }
}

async function pass(sender: Sender, point: string, passing: Passing, letter: Letter | null): Promise<void> {
  for (const { action, fault } of strikesAt(point, passing)) {
    switch (action.do) {
      case 'copy':
        if (letter) fault?.letters.push(letter);
        break;
      case 'park':
        while (fault?.holds) await scheduler.wait(1);
        break;
      case 'slow':
        await scheduler.wait(action.milliseconds);
        break;
      case 'fail':
        throw new CallLost(`${point} was lost`);
      default:
        abortBy(sender, action.do);
    }
  }
}

function abortBy(sender: Sender, how: string): void {
  if (how === 'abort') sender.abort();
  if (how === 'abort-later') setTimeout(() => sender.abort(), 0);
}
