import { describe, expect, it } from 'vitest';
import { configurationOf, readConfiguration } from '../../src/config.ts';

const LEAST = {
  API_TOKENS: JSON.stringify([{ name: 'a', sha256: '0'.repeat(64), scopes: [] }]),
  TICKET_KEYS: JSON.stringify([{ id: 'k', key: Buffer.alloc(32).toString('base64') }]),
};
const read = (variables: object) => {
  const configuration = readConfiguration({ ...LEAST, ...variables });
  return configuration.outcome === 'configured' ? configuration.config : configuration.problems;
};

it('has the defaults of the contract', () => {
  expect(read({})).toMatchObject({
    issuer: null,
    jurisdiction: null,
    removeExpiredSessions: true,
    removeExpiredSessionsBatchSize: 100,
    userDisplayNameClaimType: null,
    sessionAbsoluteLifetime: 0,
    sessionLimitPerSubject: 0,
    sessionLimitPolicy: 'evict-oldest',
  });
});

it.each([
  ['JURISDICTION', 'eu', { jurisdiction: 'eu' }],
  ['JURISDICTION', '', { jurisdiction: null }],
  ['ISSUER', 'https://id.example/realm', { issuer: 'https://id.example/realm' }],
  ['REMOVE_EXPIRED_SESSIONS', 'false', { removeExpiredSessions: false }],
  ['REMOVE_EXPIRED_SESSIONS', false, { removeExpiredSessions: false }],
  ['REMOVE_EXPIRED_SESSIONS_BATCH_SIZE', '1', { removeExpiredSessionsBatchSize: 1 }],
  ['REMOVE_EXPIRED_SESSIONS_BATCH_SIZE', 1000, { removeExpiredSessionsBatchSize: 1000 }],
  ['USER_DISPLAY_NAME_CLAIM_TYPE', 'name', { userDisplayNameClaimType: 'name' }],
  ['USER_DISPLAY_NAME_CLAIM_TYPE', 'n'.repeat(500), { userDisplayNameClaimType: 'n'.repeat(500) }],
  ['USER_DISPLAY_NAME_CLAIM_TYPE', ' ', { userDisplayNameClaimType: null }],
  ['SESSION_ABSOLUTE_LIFETIME', '0', { sessionAbsoluteLifetime: 0 }],
  ['SESSION_ABSOLUTE_LIFETIME', 3600, { sessionAbsoluteLifetime: 3600 }],
  ['SESSION_LIMIT_PER_SUBJECT', '3', { sessionLimitPerSubject: 3 }],
  ['SESSION_LIMIT_POLICY', 'deny', { sessionLimitPolicy: 'deny' }],
])('%s=%s is taken', (name, value, expected) => {
  expect(read({ [name]: value })).toMatchObject(expected);
});

it.each([
  ['JURISDICTION', 'EU', 'must be eu or us or fedramp'],
  ['ISSUER', 'id.example', 'must be an http(s) URL without query and fragment'],
  ['ISSUER', 'https://id.example?x', 'must be an http(s) URL without query and fragment'],
  ['REMOVE_EXPIRED_SESSIONS', 'yes', 'must be true or false'],
  ['REMOVE_EXPIRED_SESSIONS_BATCH_SIZE', '0', 'must be a whole number from 1 to 1000'],
  ['REMOVE_EXPIRED_SESSIONS_BATCH_SIZE', '1e2', 'must be a whole number from 1 to 1000'],
  ['USER_DISPLAY_NAME_CLAIM_TYPE', 'n'.repeat(501), 'must have at most 500 characters'],
  ['SESSION_ABSOLUTE_LIFETIME', '-1', 'must be a whole number from 0 to 9999999999'],
  ['SESSION_ABSOLUTE_LIFETIME', '1h', 'must be a whole number from 0 to 9999999999'],
  ['SESSION_LIMIT_PER_SUBJECT', '-1', 'must be a whole number from 0 to 1000000'],
  ['SESSION_LIMIT_PER_SUBJECT', '1.5', 'must be a whole number from 0 to 1000000'],
  ['SESSION_LIMIT_POLICY', 'evict', 'must be evict-oldest or deny'],
])('%s=%s is refused', (name, value, message) => {
  expect(read({ [name]: value })).toEqual([`${name} ${message}`]);
});

describe('a configuration', () => {
  it('tells all that is wrong at once', () => {
    expect(read({ JURISDICTION: 'x', ISSUER: 'x', API_TOKENS: 'x', TICKET_KEYS: undefined })).toHaveLength(4);
  });
  it('is read once per environment', () => {
    const env = { ...LEAST };
    expect(configurationOf(env)).toBe(configurationOf(env));
    expect(configurationOf({ ...LEAST })).not.toBe(configurationOf(env));
  });
});
