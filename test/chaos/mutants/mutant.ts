/** A guard of consistency.md, section 4, taken away: exact replacements in the source, and the scenes that must notice. */
export interface Edit {
  /** Below `src/`. */
  readonly file: string;
  /** Occurs exactly once, or the run fails: the source has moved on, and the mutant with it. */
  readonly find: string;
  readonly replace: string;
}

export interface Mutant {
  readonly guard: string;
  readonly edits: readonly Edit[];
  readonly scenes: readonly number[];
}

export const mutant = (guard: string, scenes: readonly number[], ...edits: readonly Edit[]): Mutant => ({
  guard,
  edits,
  scenes,
});

export const edit = (file: string, find: string, replace: string): Edit => ({ file, find, replace });
