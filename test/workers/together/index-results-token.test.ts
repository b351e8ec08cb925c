/** Results tokens: opaque, bound, and refused unless they are exactly what was handed out. */
import { describe, expect, it } from 'vitest';
import { START } from '../../../src/index-d1/gap.ts';
import { packPlace, unpackPlace } from '../../../src/index-d1/page-place.ts';
import { decodeToken, encodeToken } from '../../../src/index-d1/results-token.ts';
import { idOf, NOON, tokenKey } from '../index-rows.ts';

const FILTERS = { subjectId: 'alice', sessionId: null, displayName: null };
const at = { created: NOON, id: idOf(1) };
const FIND = { first: at, last: at };
const LONGEST = packPlace({
  before: { created: -62_135_596_800_000, id: idOf(1), side: 'before' },
  after: { created: 253_402_300_799_999, id: idOf(2), side: 'after' },
  rankBefore: 99_999_999,
  rankAfter: 99_999_999,
});

const OTHER_CHARACTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

describe('a results token', () => {
  it('gives back what was put in, for the same kind and filters', async () => {
    const keys = [await tokenKey()];
    const token = await encodeToken(keys, 'sessions', FILTERS, LONGEST);
    expect(await decodeToken(keys, 'sessions', FILTERS, token)).toEqual(LONGEST);
    expect(await decodeToken(keys, 'sessions', { subjectId: 'alice' }, token)).toEqual(LONGEST);
    expect(unpackPlace(packPlace({ before: START, after: START, rankBefore: 0, rankAfter: 0 })).before).toEqual(START);
  });

  it('has under 300 URL-safe characters, and never the same ones twice', async () => {
    const keys = [await tokenKey()];
    const token = await encodeToken(keys, 'sessions', FILTERS, LONGEST);
    expect(token).toMatch(/^[A-Za-z0-9_-]{100,299}$/);
    expect(await encodeToken(keys, 'find', FILTERS, FIND)).toMatch(/^[A-Za-z0-9_-]{100,299}$/);
    expect(await encodeToken(keys, 'sessions', FILTERS, LONGEST)).not.toBe(token);
  });

  it('opens with no other kind and no other filter', async () => {
    const keys = [await tokenKey()];
    const token = await encodeToken(keys, 'find', FILTERS, FIND);
    expect(await decodeToken(keys, 'sessions', FILTERS, token)).toBeNull();
    for (const filters of [{}, { subjectId: 'Alice' }, { sessionId: 'alice' }, { ...FILTERS, sessionId: 'x' }]) {
      expect(await decodeToken(keys, 'find', filters, token)).toBeNull();
    }
  });

  it('opens with any key of the ring, and is written with the first', async () => {
    const [one, two] = [await tokenKey(1), await tokenKey(2)];
    const token = await encodeToken([one, two], 'find', FILTERS, FIND);
    expect(await decodeToken([two, one], 'find', FILTERS, token)).toEqual(FIND);
    expect(await decodeToken([two], 'find', FILTERS, token)).toBeNull();
    expect(await decodeToken([], 'find', FILTERS, token)).toBeNull();
  });

  it('is refused with any one character changed, cut, added or spelled otherwise', async () => {
    const keys = [await tokenKey()];
    const token = await encodeToken(keys, 'find', FILTERS, FIND);
    const others = [
      ...Array.from(token, (_, index) => token.slice(0, index) + token.slice(index + 1)),
      ...Array.from(OTHER_CHARACTERS, (character) => token.slice(0, -1) + character).filter((other) => other !== token),
      ...Array.from(
        token,
        (old, index) => `${token.slice(0, index)}${old === 'A' ? 'B' : 'A'}${token.slice(index + 1)}`,
      ),
      ...['=', ' ', '\n', 'A', 'AAAA', '%3D'].map((tail) => token + tail),
      ` ${token}`,
      ...['', 'A', '-', '{}', 'null', '😀', 'A'.repeat(16), 'A'.repeat(300), `${idOf(1)},${idOf(2)}`],
    ];
    for (const other of others) expect(await decodeToken(keys, 'find', FILTERS, other), other).toBeNull();
  });
});
