/** `edge-sessions end`: what its options ask for, what its answers are in words, and the line that repeats it. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { Given } from '../../scripts/console/given.mjs';
import { inWords, tookNothing } from '../../scripts/console/in-words.mjs';
import { REMOVAL, removalOf, repeating } from '../../scripts/console/removal.mjs';

const removal = (...args: string[]) => removalOf(new Given(args, REMOVAL));
const NOTHING = {
  sessionsRemoved: 0,
  tokensRevoked: 0,
  consentsRevoked: 0,
  otherGrantsRevoked: 0,
  consentsOutOfReach: 0,
  notificationsQueued: 0,
  bffSessionsRemoved: 0,
};

describe('what is asked for', () => {
  it('reaches every member of RemoveSessions', () => {
    const everything = removal(
      ...['--subject', 'alice', '--session', 'S1', '--id', 'i1', '--id', 'i2', '--client', 'web', '--client', 'shop'],
      ...['--except-session', 'S2', '--bff-partition', 'bff', '--reason', 'user_logout'],
      ...['--keep-session', '--no-notify', '--no-tokens', '--no-consents'],
    );
    expect(everything).toEqual({
      subjectId: 'alice',
      sessionId: 'S1',
      ids: ['i1', 'i2'],
      clientIds: ['web', 'shop'],
      exceptSessionIds: ['S2'],
      bffPartitions: ['bff'],
      reason: 'user_logout',
      removeServerSideSession: false,
      sendBackchannelLogoutNotification: false,
      revokeTokens: false,
      revokeConsents: false,
    });
    const { paths } = JSON.parse(readFileSync(new URL('../../src/http/openapi.json', import.meta.url), 'utf8'));
    const { schema } = paths['/v1/management/sessions/remove'].post.requestBody.content['application/json'];
    expect(Object.keys({ ...everything, dryRun: true }).sort()).toEqual(Object.keys(schema.properties).sort());
  });

  it('is the default of the service where nothing is said', () => {
    expect(JSON.parse(JSON.stringify(removal('--subject', 'alice')))).toEqual({
      subjectId: 'alice',
      removeServerSideSession: true,
      sendBackchannelLogoutNotification: true,
      revokeTokens: true,
      revokeConsents: true,
    });
  });

  it.each([
    ['nobody', [], 'Whose?'],
    ['only what narrows', ['--client', 'web'], 'Whose?'],
    ['a variable that is not set', ['--subject', '', '--session', 'S1'], '--subject is empty.'],
    ['one of a list that is not set', ['--subject', 'a', '--client', 'web', '--client', ' '], '--client is empty.'],
    ['two subjects', ['--subject', 'a', '--subject', 'b'], '--subject is given more than once.'],
    ['a reason that there is not', ['--subject', 'a', '--reason', 'because'], '--reason is terminated or user_logout.'],
    ['an argument by itself', ['alice'], 'Everything is given by options here.'],
    ['an unknown option', ['--subject', 'a', '--token=S3cret'], "Unknown option '--token'"],
  ])('is refused: %s', (_, args, message) => {
    expect(() => removal(...args)).toThrow(message);
    expect(() => removal(...args)).not.toThrow('S3cret');
  });
});

describe('an id that begins as an option does', () => {
  const id = `-${'x_-'.repeat(14)}`;

  it.each([
    ['by its option', ['--id', id, '--id', 'other', '--keep-session'], [id, 'other']],
    ['with two dashes', ['--id', `-${id}`], [`-${id}`]],
    ['joined', [`--id=${id}`], [id]],
  ])('is an id: %s', (_, args, ids) => {
    expect(removal(...args)).toMatchObject({ ids });
  });

  it('is an id by itself, wherever it stands', () => {
    for (const args of [
      [id, '--json'],
      ['--json', id],
      ['--json', '--', id],
    ]) {
      const given = new Given(args, {}, ['<id>']);
      expect([args, given.id, given.is('json')]).toEqual([args, id, true]);
    }
  });
});

describe('in words', () => {
  it.each([
    [
      { ...NOTHING, sessionsRemoved: 1, tokensRevoked: 7, notificationsQueued: 2 },
      'ends 1 session, revokes 7 tokens, tells 2 clients;',
    ],
    [
      { ...NOTHING, sessionsRemoved: 3, tokensRevoked: 1, notificationsQueued: 6 },
      'ends 3 sessions, revokes 1 token, sends clients 6 notifications;',
    ],
    [{ ...NOTHING, bffSessionsRemoved: 1, sessionsRemoved: 2 }, 'ends 2 sessions and 1 BFF session;'],
    [
      { ...NOTHING, tokensRevoked: 2, consentsRevoked: 1, otherGrantsRevoked: 3 },
      'revokes 2 tokens, 1 consent and 3 other grants;',
    ],
    [{ ...NOTHING, notificationsQueued: 1 }, 'sends clients 1 notification;'],
  ])('%j', (removed, words) => {
    expect(inWords(removed, 'would')).toBe(`${words} access tokens already issued stay valid until they expire.`);
    expect(tookNothing(removed)).toBe(false);
  });

  it('afterwards', () => {
    const removed = { ...NOTHING, sessionsRemoved: 1, tokensRevoked: 1, notificationsQueued: 1 };
    expect(inWords(removed, 'has')).toMatch(/^ended 1 session, revoked 1 token, tells 1 client;/);
  });

  it('nothing is nothing, and what stays is said', () => {
    const removed = { ...NOTHING, consentsOutOfReach: 2 };
    expect(inWords(removed, 'would')).toBe(
      'ends nothing: nothing matches. 2 consents stay, because a session is named: name the subject alone to take all.',
    );
    expect([tookNothing(removed), inWords(NOTHING, 'has')]).toEqual([true, 'ended nothing: nothing matches.']);
  });
});

describe('the line that repeats it', () => {
  const args = ['--subject', "o'brien; rm -rf $HOME `id`", '--session', "\u202e\u001b[2J \\ '", '--reason=user_logout'];

  it('is what was given, in any bash, and can be shown', () => {
    const line = repeating(args, 'key-1');
    expect(line).not.toMatch(/[\p{Cc}\p{Cf}]/u);
    const words = line.slice(line.indexOf(' end ') + 1);
    const told = execFileSync('bash', ['-c', `printf '%s\\0' ${words}`], {
      encoding: 'utf8',
      env: { ...process.env, LC_ALL: 'C.UTF-8' },
    });
    expect(told.split('\0').slice(0, -1)).toEqual(['end', ...args, '--yes', '--idempotency-key', 'key-1']);
  });

  it('says nothing twice', () => {
    expect(repeating(['--subject', 'a', '--yes', '--idempotency-key', 'K'], 'K')).toMatch(
      / end --subject a --yes --idempotency-key K$/,
    );
    expect(repeating(['--subject', 'a', '--idempotency-key=K'], 'K')).toMatch(
      / end --subject a --idempotency-key=K --yes$/,
    );
  });
});
