/**
 * What was asked and answered in one round, by id. Guarantees: every operation has a beginning and an end in steps of the
 * round, and in virtual time; an operation without an answer may take effect until the round is over, or never.
 */
import type { Answer, Swept } from '../harness/answer.ts';
import { now } from '../harness/virtual-clock.ts';
import type { Action, Operation, State } from './model.ts';

interface Entry {
  /** null: a removal of many. */
  readonly id: string | null;
  readonly action: Action;
  readonly invoked: number;
  readonly began: number;
  answer: Answer | Swept | null;
  returned: number;
  ended: number;
}

export class History {
  readonly #entries: Entry[] = [];
  #step = 0;

  get size(): number {
    return this.#entries.length;
  }

  /** Operations that nobody answered. */
  get lost(): number {
    return this.#entries.filter(({ answer }) => answer?.outcome === 'lost').length;
  }

  async record<T extends Answer | Swept>(id: string | null, action: Action, ask: () => Promise<T>): Promise<T> {
    const entry: Entry = {
      id,
      action,
      invoked: this.#step++,
      began: now(),
      answer: null,
      returned: Number.POSITIVE_INFINITY,
      ended: Number.POSITIVE_INFINITY,
    };
    this.#entries.push(entry);
    const answer = await ask();
    entry.answer = answer;
    entry.returned = this.#step++;
    entry.ended = now();
    return answer;
  }

  /** The operations that concern an id, of which `begin` is known; `over` is when the round was over. */
  of(id: string, begin: readonly State[], over: number): readonly Operation[] {
    const own = this.#entries.filter((entry) => entry.id === id);
    const contents = [
      ...own.flatMap(({ action }) => ('content' in action ? [action.content] : [])),
      ...begin.filter((state) => state.kind === 'live'),
    ];
    const concerns = ({ id: of, action }: Entry) =>
      of === id ||
      (action.do === 'evict' && action.by !== id && contents.some(({ subject }) => subject === action.subject)) ||
      (action.do === 'sweep' && action.ids?.includes(id)) ||
      (action.do === 'sweep' &&
        action.ids === undefined &&
        contents.some(
          ({ subject, sid }) =>
            (action.subject === null || action.subject === subject) && (action.sid === null || action.sid === sid),
        ));
    // Until the index has confirmed a session under its sid, a removal by sid takes it at its first projection.
    const pending = own.some(
      ({ answer }) => !answer || answer.outcome === 'lost' || ('indexed' in answer && !answer.indexed),
    );
    return this.#entries
      .filter(concerns)
      .map((entry) => this.#operation(entry, pending, over))
      .filter(({ do: what, optional }) => !optional || (what !== 'get' && what !== 'touch'));
  }

  #operation({ action, answer, invoked, returned, began, ended }: Entry, pending: boolean, over: number): Operation {
    const lost = answer === null || answer.outcome === 'lost';
    const fenced = action.do === 'sweep' && action.subject === null && action.ids === undefined && pending;
    return {
      ...action,
      outcome: answer?.outcome ?? 'lost',
      found: answer?.outcome === 'found' ? answer : undefined,
      invoked,
      returned: lost || fenced ? Number.POSITIVE_INFINITY : returned,
      answered: returned,
      heard: ended,
      began,
      ended: lost || fenced ? over : ended,
      optional: lost,
      pending,
      cut: this.#isCut(action, invoked),
    };
  }

  /** Whether a removal of the subject that it writes was not over when it was asked. */
  #isCut(action: Action, invoked: number): boolean {
    if (!('content' in action)) return false;
    return this.#entries.some(
      (sweep) =>
        sweep.action.do === 'sweep' && sweep.action.subject === action.content.subject && sweep.returned > invoked,
    );
  }
}
