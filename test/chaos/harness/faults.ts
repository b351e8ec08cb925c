/**
 * What goes wrong, and where. A point is a place that every call and every transaction passes: `<call>:asked` (in the turn
 * that asked: an abort here undoes what that turn wrote), `<call>:sent` (after the output gate), `<call>:done` (it ran, the
 * answer is on its way), `write:<label>` (right after a transaction of an object).
 *
 * Guarantees: a scripted fault counts its hits, so that a scene can insist on having reached its point; chance is asked
 * only where no scripted fault applies. Module state: driver and objects share one isolate.
 */
type Scripted =
  /** Throws to whoever called: before it ran at `sent`, after it ran at `done`. */
  | { readonly do: 'fail' }
  /** Waits here until it is let go. */
  | { readonly do: 'park' }
  /** Keeps what was sent, to run it again later. At `sent` only: after the output gate. */
  | { readonly do: 'copy' }
  /** Resets the object that passes, in this very turn. */
  | { readonly do: 'abort' }
  /** Resets the object that passes, from a timer: what it wrote stays. */
  | { readonly do: 'abort-later' };

/** Chance has slow calls, too. */
export type Action = Scripted | { readonly do: 'slow'; readonly milliseconds: number };

/** Who passes a point, on the way to whom, with which ids. */
export interface Passing {
  readonly from: string;
  readonly to: string;
  readonly ids: readonly string[];
}

/** A call as it was sent. */
export interface Letter extends Passing {
  readonly call: string;
  readonly args: unknown;
}

export interface FaultSpec {
  /** A point; `*:sent` is that of every call. */
  readonly at: string;
  readonly do: Scripted['do'];
  readonly id?: string;
  readonly from?: string;
  readonly to?: string;
  /** How often; once, if not said. */
  readonly times?: number;
  /** How many passings it lets go by first. */
  readonly after?: number;
}

/** A scripted fault. */
export class Fault {
  readonly spec: FaultSpec;
  readonly letters: Letter[] = [];
  hits = 0;
  #passed = 0;
  #letGo = false;
  #off = false;

  constructor(spec: FaultSpec) {
    this.spec = spec;
  }

  /** Whether it strikes now; counts. */
  strikes(point: string, { from, to, ids }: Passing): boolean {
    const { spec } = this;
    if (this.#off || !isAt(spec.at, point) || this.hits >= (spec.times ?? 1)) return false;
    if (spec.id !== undefined && !ids.includes(spec.id)) return false;
    if (spec.from !== undefined && spec.from !== from) return false;
    if (spec.to !== undefined && spec.to !== to) return false;
    if (this.#passed++ < (spec.after ?? 0)) return false;
    this.hits++;
    return true;
  }

  /** Lets parked calls go on; later ones are not held any more. */
  letGo(): void {
    this.#letGo = true;
    this.#off = true;
  }

  off(): void {
    this.#off = true;
  }

  get holds(): boolean {
    return !this.#letGo;
  }
}

/** Thrown in place of an answer. */
export class CallLost extends Error {
  override readonly name = 'CallLost';
}

export interface Chance {
  action(point: string, passing: Passing): Action | null;
  keep(letter: Letter): void;
}

let scripted: Fault[] = [];
let chance: Chance | null = null;
/** How often something happened at a point: `abort write:adopt` -> 3. */
export const hits = new Map<string, number>();

export function script(spec: FaultSpec): Fault {
  const fault = new Fault(spec);
  scripted.push(fault);
  return fault;
}

export function leaveToChance(dice: Chance | null): void {
  chance = dice;
}

/** Nothing goes wrong any more; parked calls go on. */
export function calm(): void {
  for (const fault of scripted) fault.letGo();
  scripted = [];
  chance = null;
}

export interface Striking {
  readonly action: Action;
  readonly fault: Fault | null;
}

/** What strikes at a point. Copies do not stop the search: a call may be copied and lost. */
export function strikesAt(point: string, passing: Passing): Striking[] {
  count(`passed ${point}`);
  const striking: Striking[] = scripted
    .filter((fault) => fault.strikes(point, passing))
    .map((fault) => ({ action: { do: fault.spec.do }, fault }));
  if (striking.length === 0 && chance) {
    const action = chance.action(point, passing);
    if (action) striking.push({ action, fault: null });
  }
  for (const { action } of striking) count(`${action.do} ${point}`);
  return striking;
}

/** Chance decides for itself which copies it keeps. */
export function offerToChance(letter: Letter): void {
  chance?.keep(letter);
}

const isAt = (at: string, point: string): boolean => (at.startsWith('*') ? point.endsWith(at.slice(1)) : at === point);

function count(what: string): void {
  hits.set(what, (hits.get(what) ?? 0) + 1);
}
