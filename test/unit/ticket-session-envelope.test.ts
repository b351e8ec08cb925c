import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type OpenSession, openAnswer, sealAnswer } from '../../src/ticket/answer-envelope.ts';
import { KeyRing } from '../../src/ticket/key-ring.ts';
import { packTexts } from '../../src/ticket/packed-texts.ts';
import { Protector } from '../../src/ticket/protector.ts';
import { openSession, type SessionPlace, sealSession } from '../../src/ticket/session-envelope.ts';

const protector = new Protector(new KeyRing([{ id: 'k1', key: btoa('0123456789abcdef0123456789abcdef') }]));
const text = fc.string({ unit: 'binary', maxLength: 300 });
const place: SessionPlace = { route: 'route', id: 'id', partition: '', subjectId: 'subject', sessionId: 'sid' };
const answerPlace = { route: 'route', scope: 'scope' };

const session: OpenSession = {
  id: 'id',
  key: 'key',
  scheme: 'idsrv',
  subjectId: 'subject',
  sessionId: 'sid',
  displayName: 'Ünïcode 🙂',
  device: null,
  created: 1,
  renewed: 2,
  expires: 3,
  absoluteExpires: null,
  ticket: 'ticket\u0000\ufeff',
  revision: 2 ** 53 - 1,
  ticketError: null,
};

describe('a session envelope', () => {
  it('gives back any key and any ticket', async () => {
    await fc.assert(
      fc.asyncProperty(text, text, async (key, ticket) => {
        const envelope = await sealSession(protector, { ...place, key, ticket });
        expect(await openSession(protector, { ...place, envelope })).toEqual({ outcome: 'opened', key, ticket });
      }),
    );
  });

  it('takes the size of its ticket in UTF-8 and little more, whatever is in it', async () => {
    for (const character of ['\u0000', '"', '\ufeff']) {
      const size = new TextEncoder().encode(character).length;
      const ticket = character.repeat((512 * 1024) / size);
      const envelope = await sealSession(protector, { ...place, key: 'k'.repeat(66), ticket });
      expect(envelope.length).toBeLessThan(512 * 1024 + 150);
      const opened = await openSession(protector, { ...place, envelope });
      // Not toEqual: its report of half a megabyte helps nobody.
      expect(opened.outcome === 'opened' && opened.ticket === ticket).toBe(true);
    }
  });

  it('shows neither key nor ticket', async () => {
    const envelope = await sealSession(protector, { ...place, key: 'the-key', ticket: 'the-ticket' });
    const shown = new TextDecoder('latin1').decode(envelope);
    expect(shown).not.toContain('the-');
  });

  it.each(['route', 'id', 'partition', 'subjectId', 'sessionId'] as const)('opens at no other %s', async (member) => {
    const envelope = await sealSession(protector, { ...place, key: 'key', ticket: 'ticket' });
    const opened = await openSession(protector, { ...place, [member]: 'other', envelope });
    expect(opened).toEqual({ outcome: 'does-not-open' });
  });

  it('of a partition opens there, and at no other', async () => {
    const at = { ...place, partition: 'app' };
    const envelope = await sealSession(protector, { ...at, key: 'key', ticket: 'ticket' });
    expect(await openSession(protector, { ...at, envelope })).toMatchObject({ outcome: 'opened', key: 'key' });
    for (const other of [
      { partition: 'other' },
      { partition: '' },
      { id: 'x' },
      { subjectId: 'x' },
      { sessionId: 'x' },
    ]) {
      expect(await openSession(protector, { ...at, ...other, envelope })).toEqual({ outcome: 'does-not-open' });
    }
  });

  it('is malformed when it opens and holds something else', async () => {
    const identity = [place.id, place.subjectId, place.sessionId];
    for (const plain of [packTexts(['key alone']), packTexts(['a', 'b', 'c']), new Uint8Array([1, 2, 3])]) {
      const envelope = await protector.protect({ purpose: 'session', route: place.route, identity, plain });
      expect(await openSession(protector, { ...place, envelope })).toEqual({ outcome: 'malformed' });
    }
  });
});

describe('a kept answer', () => {
  it('gives back the session as it was first answered', async () => {
    const envelope = await sealAnswer(protector, { ...answerPlace, session });
    expect(await openAnswer(protector, { ...answerPlace, envelope })).toEqual({ outcome: 'opened', session });
  });

  it('fits the row of an object, whatever the ticket', async () => {
    const large = { ...session, ticket: '\u0001'.repeat(512 * 1024) };
    const envelope = await sealAnswer(protector, { ...answerPlace, session: large });
    expect(envelope.length).toBeLessThan(600 * 1024);
  });

  it('opens at no other scope or route, and not as a session', async () => {
    const envelope = await sealAnswer(protector, { ...answerPlace, session });
    const closed = { outcome: 'does-not-open' };
    expect(await openAnswer(protector, { ...answerPlace, scope: 'other', envelope })).toEqual(closed);
    expect(await openAnswer(protector, { ...answerPlace, route: 'other', envelope })).toEqual(closed);
    expect(await openSession(protector, { ...place, envelope })).toEqual(closed);
  });

  it('is malformed when it opens and holds something else', async () => {
    for (const plain of [packTexts(['{}']), packTexts(['{', 'key', 'ticket'])]) {
      const envelope = await protector.protect({ purpose: 'answer', route: 'route', identity: ['scope'], plain });
      expect(await openAnswer(protector, { ...answerPlace, envelope })).toEqual({ outcome: 'malformed' });
    }
  });
});
