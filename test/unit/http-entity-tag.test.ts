import { expect, it } from 'vitest';
import { parseIfMatch } from '../../src/http/entity-tag.ts';

it.each([
  ['*', '*'],
  [' * ', '*'],
  ['"1"', [1]],
  ['"1", "2"', [1, 2]],
  [',"1",, "2" ,', [1, 2]],
  ['W/"1"', []],
  ['W/"1", "2"', [2]],
  ['"not a revision"', null],
  ['"abc"', []],
  ['"a,b", "3"', [3]],
  ['""', []],
  ['"01"', []],
  ['"-1"', []],
  ['"9007199254740991"', [Number.MAX_SAFE_INTEGER]],
  ['"9007199254740993"', []],
  ['', null],
  [',', null],
  ['1', null],
  ['"1', null],
  ['"1" "2"', null],
  ['"1"; "2"', null],
  ['w/"1"', null],
  ['*, "1"', null],
  ['"1", *', null],
])('%s names %j', (value, revisions) => {
  expect(parseIfMatch(value)).toEqual(revisions);
});

it('takes linear time for hostile headers', () => {
  const start = performance.now();
  for (const hostile of [
    ' '.repeat(100_000),
    `${' ,'.repeat(50_000)}x`,
    '"'.repeat(100_001),
    `${'"1" '.repeat(20_000)}`,
  ]) {
    expect(parseIfMatch(hostile)).toBeNull();
  }
  expect(performance.now() - start).toBeLessThan(1_000);
});
