import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { readConfiguration } from '../../src/config.ts';

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const TOKEN = { name: 'a', sha256: sha256('a'), scopes: ['store'] };
const KEY = { id: 'k1', key: Buffer.alloc(32, 7).toString('base64') };
const LEAST = { API_TOKENS: JSON.stringify([TOKEN]), TICKET_KEYS: JSON.stringify([KEY]) };

const configOf = (variables: object) => {
  const configuration = readConfiguration({ ...LEAST, ...variables });
  if (configuration.outcome !== 'configured') throw new Error(configuration.problems.join('\n'));
  return configuration.config;
};
const problemsOf = (variables: object) => {
  const configuration = readConfiguration({ ...LEAST, ...variables });
  return configuration.outcome === 'configured' ? [] : configuration.problems;
};
const tokens = (...entries: object[]) => ({ API_TOKENS: JSON.stringify(entries) });
const keys = (...entries: object[]) => ({ TICKET_KEYS: JSON.stringify(entries) });

describe('API_TOKENS', () => {
  it('goes on in _2 to _9, in their order', () => {
    const named = (name: string) => JSON.stringify([{ ...TOKEN, name, sha256: sha256(name) }]);
    const { apiTokens } = configOf({
      API_TOKENS: named('1'),
      API_TOKENS_2: named('2'),
      API_TOKENS_9: named('9'),
      API_TOKENS_10: 'x',
    });
    expect(apiTokens.map(({ name }) => name)).toEqual(['1', '2', '9']);
  });
  it('may begin with _2, arrive as JSON of its own, and share a name while one token replaces the other', () => {
    expect(configOf({ API_TOKENS: '', API_TOKENS_2: LEAST.API_TOKENS }).apiTokens).toHaveLength(1);
    expect(configOf({ API_TOKENS: [TOKEN, { ...TOKEN, sha256: sha256('b') }] }).apiTokens).toHaveLength(2);
  });
  it('keeps the hash as bytes, in any case, and every scope', () => {
    const scopes = ['store', 'manage:read', 'manage', 'tickets:read', 'configure'];
    const [token] = configOf(tokens({ ...TOKEN, sha256: TOKEN.sha256.toUpperCase(), scopes })).apiTokens;
    expect(Buffer.from(token?.sha256 ?? []).toString('hex')).toBe(TOKEN.sha256);
    expect([...(token?.scopes ?? [])]).toEqual(scopes);
    expect(configOf(tokens({ ...TOKEN, scopes: [] })).apiTokens).toHaveLength(1);
  });
  it.each([undefined, '', ' ', '[]'])('%j names nobody, and is refused', (value) => {
    expect(problemsOf({ API_TOKENS: value })).toEqual(['API_TOKENS is missing: a JSON list with at least one entry']);
  });
  it.each([
    ['no JSON', { API_TOKENS: '[{"name":"S3cret"' }, ['API_TOKENS must be a JSON list']],
    ['no list', { API_TOKENS: '{"name":"S3cret"}' }, ['API_TOKENS must be a JSON list']],
    ['no list in a part', { API_TOKENS_3: '"S3cret"' }, ['API_TOKENS_3 must be a JSON list']],
    [
      'no object',
      tokens(['S3cret']),
      [
        'API_TOKENS[0].name is missing',
        'API_TOKENS[0].sha256 is missing',
        'API_TOKENS[0].scopes is missing',
        'API_TOKENS[0] has an unknown member',
      ],
    ],
    ['a text as an entry', { API_TOKENS: '["S3cret"]' }, ['API_TOKENS[0] must be an object {name, sha256, scopes}']],
    [
      'the token itself',
      tokens({ ...TOKEN, sha256: 'S3cret' }),
      ['API_TOKENS[0].sha256 must be the SHA-256 of the token: 64 hexadecimal digits'],
    ],
    [
      'an unknown scope',
      tokens({ ...TOKEN, scopes: ['S3cret'] }),
      ['API_TOKENS[0].scopes.0 must be one of store, manage:read, manage, tickets:read, configure'],
    ],
    ['no scopes', tokens({ ...TOKEN, scopes: undefined }), ['API_TOKENS[0].scopes is missing']],
    ['an unknown member', tokens({ ...TOKEN, S3cret: 1 }), ['API_TOKENS[0] has an unknown member']],
    ['a blank name', tokens({ ...TOKEN, name: ' ' }), ['API_TOKENS[0].name must not be blank']],
    ['a hash twice', { API_TOKENS_2: LEAST.API_TOKENS }, ['API_TOKENS_2[0].sha256 is listed twice']],
  ])('refuses %s, and does not repeat it', (_, variables, problems) => {
    expect(problemsOf(variables)).toEqual(problems);
    expect(problems.join()).not.toContain('S3cret');
  });
});

describe('TICKET_KEYS', () => {
  it('keeps the order: the first one writes', () => {
    const second = { id: 'k-2', key: Buffer.alloc(32, 9).toString('base64') };
    expect(configOf(keys(second, KEY)).ticketKeys).toEqual([second, KEY]);
  });
  it.each([
    ['nothing', { TICKET_KEYS: undefined }, ['TICKET_KEYS is missing: a JSON list with at least one entry']],
    [
      '31 bytes',
      keys({ ...KEY, key: Buffer.alloc(31).toString('base64') }),
      ['TICKET_KEYS[0].key must be the base64 of 32 bytes'],
    ],
    [
      '33 bytes',
      keys({ ...KEY, key: Buffer.alloc(33).toString('base64') }),
      ['TICKET_KEYS[0].key must be the base64 of 32 bytes'],
    ],
    [
      'an id twice',
      keys(KEY, { ...KEY, key: Buffer.alloc(32).toString('base64') }),
      ['TICKET_KEYS[1].id is listed twice'],
    ],
    [
      'an id with a space',
      keys({ ...KEY, id: 'a b' }),
      ['TICKET_KEYS[0].id must have 1 to 32 characters of A-Z, a-z, 0-9, _ and -'],
    ],
  ])('refuses %s', (_, variables, problems) => {
    expect(problemsOf(variables)).toEqual(problems);
  });
});
