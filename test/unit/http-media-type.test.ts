import { expect, it } from 'vitest';
import { isJson } from '../../src/http/media-type.ts';

it.each([
  'application/json',
  ' application/json ',
  'APPLICATION/JSON;CHARSET=UTF-8',
  'application/json ; charset="utf-8"',
  'application/json;;charset=utf-8;',
  'application/json; v="a;charset=latin1\\""',
])('%s is JSON', (type) => {
  expect(isJson(type)).toBe(true);
});

it.each([
  null,
  '',
  'application/json5',
  'application/json charset=utf-8',
  'application/json; charset=',
  'application/json; charset = utf-8',
  'application/json; charset=utf8',
  'application/json; charset="utf-8',
  'application/json; charset=utf-8; charset=ascii',
  'application/json,application/json',
  'text/json',
])('%s is not', (type) => {
  expect(isJson(type)).toBe(false);
});

it('takes linear time for hostile types', () => {
  const start = performance.now();
  for (const tail of [' '.repeat(100_000), '; '.repeat(50_000), `; a="${'\\'.repeat(100_000)}`]) {
    expect(isJson(`application/json${tail}x`)).toBe(false);
  }
  expect(performance.now() - start).toBeLessThan(1_000);
});
