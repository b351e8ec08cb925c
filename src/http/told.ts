/** What answers are made of, for the OpenAPI document: nothing is checked against these. */
import * as v from 'valibot';

const string = v.string('must be a string');
const time = v.pipe(string, v.metadata({ format: 'date-time' }));

export const told = {
  string,
  stringOrNull: v.nullable(string),
  strings: v.array(string),
  boolean: v.boolean('must be a boolean'),
  time,
  timeOrNull: v.nullable(time),
  /** A whole number from 0 on. */
  count: v.pipe(v.number('must be a number'), v.metadata({ type: 'integer', minimum: 0 })),
  oneOf: <const W extends readonly string[]>(words: W) => v.picklist(words, 'must be one of the words'),
} as const;
