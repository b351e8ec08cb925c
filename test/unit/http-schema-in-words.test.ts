/** What `/docs` says of a field. */
import { describe, expect, test } from 'vitest';
import { inWords } from '../../src/http/schema-in-words.ts';

describe('a schema in words', () => {
  test.each([
    [{ type: 'string', minLength: 1, maxLength: 200 }, 'text, 1 to 200 characters'],
    [{ anyOf: [{ type: 'string', maxLength: 200 }, { type: 'null' }] }, 'text, at most 200 characters, or null'],
    [{ type: 'string', format: 'date-time' }, 'a time (RFC 3339)'],
    [{ type: 'integer', minimum: 1, maximum: 1000 }, 'a number, 1 to 1000'],
    [{ enum: ['a', 'b'] }, 'one of "a", "b"'],
    [{ type: 'array', items: { type: 'boolean' }, minItems: 1 }, 'a list, at least 1 entries, each true or false'],
    [{ type: 'object', properties: { name: { type: 'string' } } }, '{name: text}'],
    [{ type: 'object', additionalProperties: { type: 'string' } }, 'names, each with text'],
    [{}, 'any value, ignored'],
  ])('%j', (schema, words) => {
    expect(inWords(schema)).toBe(words);
  });
});
