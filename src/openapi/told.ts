/** What answers are made of. Nothing is checked against these schemas: they are there to be described. */
import * as v from 'valibot';

const string = v.string();
const time = v.pipe(string, v.metadata({ format: 'date-time' }));
const count = v.pipe(v.number(), v.metadata({ type: 'integer', minimum: 0 }));

export const told = {
  string,
  stringOrNull: v.nullable(string),
  strings: v.array(string),
  boolean: v.boolean(),
  booleanOrNull: v.nullable(v.boolean()),
  number: v.number(),
  time,
  timeOrNull: v.nullable(time),
  /** A whole number from 0 on. */
  count,
  countOrNull: v.nullable(count),
  oneOf: <const W extends readonly string[]>(words: W) => v.picklist(words),
} as const;
