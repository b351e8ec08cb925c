/** A step of a sequence: it asks the service for one thing, and knows from the model what it has to hear. */
import fc from 'fast-check';
import type { Caller, Heard } from './sequence-caller.ts';
import type { Kept, Model, Who } from './sequence-model.ts';

export type Step = fc.AsyncCommand<Model, Caller>;
type Work = (model: Model, caller: Caller) => Promise<void>;

/** What a sequence calls its subjects, sids and keys. */
interface Names {
  readonly subject: string;
  readonly sid: string;
  readonly key: string;
  readonly other: boolean;
}

const names: fc.Arbitrary<Names> = fc.record({
  subject: fc.constantFrom('alice', 'bob'),
  sid: fc.constantFrom('one', 'two'),
  key: fc.constantFrom('a', 'b', 'minted'),
  other: fc.boolean(),
});

export const step = (title: string, work: (given: Names) => Work): fc.Arbitrary<Step> =>
  names.map((given) => ({
    check: () => true,
    run: (model, caller) => work(given)(model, caller),
    toString: () => `${title}(${Object.values(given).join(' ')})`,
  }));

export const whoOf = (caller: Caller, { subject, sid }: Names): Who => ({
  subjectId: caller.name(subject),
  sessionId: caller.name(sid),
});
export const byKey = (key: string) => ({ 'Session-Key': encodeURIComponent(key) });
export const told = ({ status, code }: Heard): string => (code === null ? String(status) : `${status} ${code}`);
/** By what became of a key: it lives, it has ended, it was never used. */
export function byState<T>(kept: Kept<T> | undefined, live: string, ended: string, unused: string): string {
  if (kept === undefined) return unused;
  return kept === 'ended' ? ended : live;
}
