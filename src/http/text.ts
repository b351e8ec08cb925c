/**
 * Bounded text, as every name and id of the contract is, and what is made of it: lists, filters ("Bodies and values").
 * Guarantees: limits count code points, as JSON Schema does and valibot's `maxLength` does not; control characters
 * (U+0000-001F, U+007F-009F) are refused; nothing is trimmed or folded. Messages never repeat the text.
 */
import * as v from 'valibot';
import { LIMITS } from '../session/limits.ts';

export interface TextBounds {
  readonly min: 0 | 1;
  /** Code points. */
  readonly max: number;
  /** Whether white space alone will do: not for a key, an id or a scheme. */
  readonly blank: boolean;
  /** Whether control characters will do: only inside a ticket. */
  readonly controls?: true;
}

const utf8 = new TextEncoder();

export const isBlank = (text: string): boolean => text.trim() === '';

/** Whether a text has more than `max` code points; does not walk a text whose length already tells. */
export function isLongerThan(text: string, max: number): boolean {
  if (text.length <= max) return false;
  if (text.length > 2 * max) return true;
  let count = 0;
  for (const _ of text) count += 1;
  return count > max;
}

/** The bounds as a validation, with what JSON Schema can say of them. */
export const bounded = (bounds: TextBounds) =>
  v.rawCheck<string>(({ dataset, addIssue }) => {
    const message = dataset.typed ? outOfBounds(dataset.value, bounds) : null;
    if (message !== null) addIssue({ message });
  });

/** What is wrong with a text, in words that do not repeat it; null where nothing is. */
export function outOfBounds(text: string, { min, max, blank, controls }: TextBounds): string | null {
  if (text === '' && min > 0) return 'must not be empty';
  if (isLongerThan(text, max)) return `must have at most ${max} characters`;
  if (!controls && /\p{Cc}/u.test(text)) return 'must not hold control characters';
  return isBlank(text) && !blank ? 'must not be white space only' : null;
}

export const text = (bounds: TextBounds) =>
  v.pipe(
    v.string('must be a string'),
    bounded(bounds),
    v.metadata({ ...(bounds.min > 0 ? { minLength: bounds.min } : {}), maxLength: bounds.max }),
  );

/** The bounds of a key, an id or a scheme. */
export const nameBounds = (max: number): TextBounds => ({ min: 1, max, blank: false });

/** A key, an id or a scheme. */
export const nameText = (max: number) => text(nameBounds(max));

/** A value that may be empty, such as a display name. */
export const labelText = (max: number) => text({ min: 0, max, blank: true });

/** A list of ids; where given, it is not empty. */
export const nameList = (max: number) =>
  v.pipe(
    v.array(nameText(max), 'must be a list'),
    v.minLength(1, 'must not be empty'),
    v.maxLength(LIMITS.list, `must have at most ${LIMITS.list} entries`),
  );

/** Opaque, of any characters; may be empty. `max` counts bytes of UTF-8. */
export const opaqueText = (max: number) =>
  v.pipe(
    v.string('must be a string'),
    v.check(
      // A text has at least as many bytes as UTF-16 units: a longer one need not be encoded.
      (value) => value.length <= max && utf8.encode(value).length <= max,
      `must have at most ${max} bytes of UTF-8`,
    ),
    v.metadata({ maxLength: max, description: `Opaque; may be empty. At most ${max / 1024} KiB of UTF-8.` }),
  );

/** A filter: a blank one counts as not set, the upper limit holds all the same. Out: null or the text as sent. */
export const filterText = (max: number) =>
  v.pipe(
    v.string('must be a string'),
    v.metadata({ maxLength: max }),
    v.rawTransform<string, string | null>(({ dataset, addIssue, NEVER }) => {
      if (isLongerThan(dataset.value, max)) addIssue({ message: `must have at most ${max} characters` });
      else if (isBlank(dataset.value)) return null;
      else if (!/\p{Cc}/u.test(dataset.value)) return dataset.value;
      else addIssue({ message: 'must not hold control characters' });
      return NEVER;
    }),
  );

/** A filter that takes some words only; a blank one counts as not set. Out: null or the word. */
export const filterWord = <const W extends string>(words: readonly W[]) =>
  v.pipe(
    v.string('must be a string'),
    v.metadata({ enum: words }),
    v.rawTransform<string, W | null>(({ dataset: { value }, addIssue, NEVER }) => {
      if (isBlank(value)) return null;
      const word = words.find((one) => one === value);
      if (word !== undefined) return word;
      addIssue({ message: `must be ${words.join(' or ')}` });
      return NEVER;
    }),
  );
