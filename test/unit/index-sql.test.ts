import { expect, it } from 'vitest';
import { identifier, join, sql } from '../../src/index-d1/sql.ts';

const QUOTE = "' OR 1 = 1; --";

it('a value is bound, whatever it holds', () => {
  expect(sql`SELECT * FROM ix WHERE id = ${QUOTE} AND rev > ${7} AND sid IS ${null}`).toMatchObject({
    text: 'SELECT * FROM ix WHERE id = ? AND rev > ? AND sid IS ?',
    values: [QUOTE, 7, null],
  });
});

it('an object that only looks like SQL is a value', () => {
  const given = { text: 'true', values: [] } as never;
  expect(sql`SELECT ${given}`).toMatchObject({ text: 'SELECT ?', values: [given] });
});

it('pieces compose, and their values keep the order of their places', () => {
  const inner = sql`b = ${2} AND ${sql`c = ${3}`}`;
  expect(sql`a = ${1} AND (${inner}) AND d = ${4}`).toMatchObject({
    text: 'a = ? AND (b = ? AND c = ?) AND d = ?',
    values: [1, 2, 3, 4],
  });
});

it('a piece is used as often as one likes', () => {
  const piece = sql`(${1})`;
  expect(sql`${piece}, ${piece}`).toMatchObject({ text: '(?), (?)', values: [1, 1] });
});

it('a list of pieces is joined', () => {
  expect(join([sql`a = ${1}`, sql`b`, sql`c = ${3}`], ' AND ')).toMatchObject({
    text: 'a = ? AND b AND c = ?',
    values: [1, 3],
  });
  expect(join([], ', ')).toMatchObject({ text: '', values: [] });
});

it('a name is quoted', () => {
  expect(sql`SELECT ${identifier('a"b')}`).toMatchObject({ text: 'SELECT "a""b"', values: [] });
});
