/** A removal in words: right numbers, right grammar, and what stays. */
import { describe, expect, it } from 'vitest';
import { fieldsOf, namesSomebody, removalAsked } from '../../src/admin/removal-asked.ts';
import { removalInWords } from '../../src/admin/removal-in-words.ts';

const NONE = {
  sessionsRemoved: 0,
  tokensRevoked: 0,
  consentsRevoked: 0,
  otherGrantsRevoked: 0,
  consentsOutOfReach: 0,
  notificationsQueued: 0,
  bffSessionsRemoved: 0,
};
const ASKED = removalAsked(new URLSearchParams('subjectId=alice'));
const ACCESS = 'Access tokens already issued stay valid until they expire.';

const said = (counts: object, asked: object = {}, tense: 'preview' | 'done' = 'preview') => {
  const { deed, remarks } = removalInWords({ ...ASKED, ...asked }, { ...NONE, ...counts }, tense);
  return [deed, ...remarks];
};

describe('the deed', () => {
  it.each([
    [
      { sessionsRemoved: 3, tokensRevoked: 7, notificationsQueued: 1 },
      'Ends 3 sessions, revokes 7 tokens, tells 1 client.',
    ],
    [
      { sessionsRemoved: 1, tokensRevoked: 1, notificationsQueued: 2 },
      'Ends 1 session, revokes 1 token, tells 2 clients.',
    ],
    [{ sessionsRemoved: 2, notificationsQueued: 4 }, 'Ends 2 sessions, sends clients 4 sign-out notices.'],
    [{ sessionsRemoved: 1200 }, 'Ends 1,200 sessions.'],
    [{ sessionsRemoved: 1, bffSessionsRemoved: 1 }, 'Ends 1 session, ends 1 BFF session.'],
    [{ bffSessionsRemoved: 2 }, 'Ends 2 BFF sessions.'],
    [{ tokensRevoked: 2, consentsRevoked: 1 }, 'Revokes 2 tokens and 1 consent.'],
    [{ tokensRevoked: 1, consentsRevoked: 2, otherGrantsRevoked: 1 }, 'Revokes 1 token, 2 consents and 1 other grant.'],
    [{ otherGrantsRevoked: 2 }, 'Revokes 2 other grants.'],
    [{ notificationsQueued: 1 }, 'Tells 1 client.'],
  ])('%j', (counts, deed) => {
    expect(said(counts)[0]).toBe(deed);
  });

  it('that is done is told in the same words', () => {
    const counts = { sessionsRemoved: 3, tokensRevoked: 7, consentsRevoked: 1, notificationsQueued: 1 };
    expect(said(counts, {}, 'done')[0]).toBe(
      'Ended 3 sessions, revoked 7 tokens and 1 consent, began to tell 1 client.',
    );
    expect(said({ sessionsRemoved: 2, bffSessionsRemoved: 1, notificationsQueued: 3 }, {}, 'done')[0]).toBe(
      'Ended 2 sessions, ended 1 BFF session, began to send clients 3 sign-out notices.',
    );
  });

  it('that is none says so, and nothing else', () => {
    expect(removalInWords(ASKED, NONE, 'preview')).toEqual({
      deed: 'There is nothing to end.',
      remarks: [],
      nothing: true,
    });
    expect(said({ consentsOutOfReach: 1 }, { revokeTokens: false }, 'done')).toEqual(['There was nothing to end.']);
  });
});

describe('what stays', () => {
  const one = { sessionsRemoved: 1, notificationsQueued: 1 };

  it('is what was already issued, wherever tokens or sessions go', () => {
    expect(said(one)).toEqual([expect.any(String), ACCESS]);
    expect(said({ tokensRevoked: 1 })).toContain(ACCESS);
    expect(said({ consentsRevoked: 1 })).not.toContain(ACCESS);
  });

  it.each([
    [{ removeServerSideSession: false }, 'Sessions stay: nobody is signed out of this service.'],
    [{ revokeTokens: false }, 'Tokens and grants of other types stay: clients can go on with them.'],
    [{ revokeConsents: false }, 'Consents and grants of other types stay.'],
    [
      { revokeTokens: false, revokeConsents: false },
      'Tokens, consents and all other grants stay: clients can go on with them.',
    ],
    [{ sendBackchannelLogoutNotification: false }, 'No client is told.'],
    [{ exceptSessionIds: ['a'] }, '1 session id is spared, with the grants that belong to it.'],
    [{ exceptSessionIds: ['a', 'b'] }, '2 session ids are spared, with the grants that belong to them.'],
    [
      { clientIds: ['web'] },
      'Grants and notices are those of 1 client that is named; others stay. The sessions end for every client.',
    ],
    [
      { clientIds: ['a', 'b'], removeServerSideSession: false },
      'Grants and notices are those of 2 clients that are named; others stay.',
    ],
  ])('with %j', (asked, remark) => {
    expect(said(one, asked)).toContain(remark);
  });

  it('is consents out of reach, one or more', () => {
    expect(said({ ...one, consentsOutOfReach: 1 })).toContain(
      '1 consent stays: it belongs to the person, not to a session that is chosen.',
    );
    expect(said({ ...one, consentsOutOfReach: 2 })).toContain(
      '2 consents stay: they belong to the person, not to a session that is chosen.',
    );
  });

  it('and no client is told where none can be', () => {
    expect(said({ sessionsRemoved: 1 })).toContain('No client is told: none of those concerned has a logout address.');
    expect(said({ tokensRevoked: 1 })).not.toContain(
      'No client is told: none of those concerned has a logout address.',
    );
  });
});

describe('fields', () => {
  const asked = (query: string) => removalAsked(new URLSearchParams(query));
  const again = (query: string) => {
    const fields = Object.entries(fieldsOf(asked(query))).flatMap(([name, value]) =>
      [value ?? []].flat().map((one): [string, string] => [name, one]),
    );
    return removalAsked(new URLSearchParams(fields));
  };

  it('that are left out are the defaults', () => {
    expect(asked('')).toEqual({
      subjectId: null,
      sessionId: null,
      ids: null,
      clientIds: null,
      exceptSessionIds: null,
      bffPartitions: null,
      removeServerSideSession: true,
      sendBackchannelLogoutNotification: true,
      revokeTokens: true,
      revokeConsents: true,
      reason: 'terminated',
    });
    expect(namesSomebody(asked('clientIds=web&exceptSessionIds=s'))).toBe(false);
    for (const query of ['subjectId=x', 'sessionId=x', 'id=x']) expect(namesSomebody(asked(query))).toBe(true);
  });

  it('of lists are one a line or one a field, each once, and as they are written', () => {
    expect(asked('id=a&id=b%0D%0Ac%0A%0Ab').ids).toEqual(['a', 'b', 'c']);
    expect(asked('clientIds= a,b ').clientIds).toEqual([' a,b ']);
    expect(asked('id=%0A+').ids).toBeNull();
  });

  it('of a box are false unless it is ticked', () => {
    expect(asked('revokeTokens=false').revokeTokens).toBe(false);
    expect(asked('revokeTokens=false&revokeTokens=true').revokeTokens).toBe(true);
  });

  it('come back as what they were made of, every one', () => {
    const all =
      'subjectId=a&sessionId=b&id=c&id=d&clientIds=e&exceptSessionIds=f&bffPartitions=g&removeServerSideSession=false' +
      '&sendBackchannelLogoutNotification=false&revokeTokens=false&revokeConsents=false&reason=user_logout';
    for (const query of ['subjectId=a', all]) expect(again(query)).toEqual(asked(query));
    expect(Object.values(asked(all))).not.toContain(null);
  });
});
