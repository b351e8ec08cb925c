import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type GrantPlace, openGrant, sealGrant } from '../../src/ticket/grant-envelope.ts';
import { KeyRing } from '../../src/ticket/key-ring.ts';
import { packTexts } from '../../src/ticket/packed-texts.ts';
import { Protector } from '../../src/ticket/protector.ts';
import { openSession, sealSession } from '../../src/ticket/session-envelope.ts';

const protector = new Protector(new KeyRing([{ id: 'k1', key: btoa('0123456789abcdef0123456789abcdef') }]));
const text = fc.string({ unit: 'binary', maxLength: 300 });
const place: GrantPlace = { route: 'route', id: 'id', subjectId: 'subject', sessionId: 'sid', clientId: 'client' };
const CLOSED = { outcome: 'does-not-open' };

describe('a grant envelope', () => {
  it('gives back any key and any data', async () => {
    await fc.assert(
      fc.asyncProperty(text, text, async (key, data) => {
        const envelope = await sealGrant(protector, { ...place, key, data });
        expect(await openGrant(protector, { ...place, envelope })).toEqual({ outcome: 'opened', key, data });
      }),
    );
  });

  it('shows neither key nor data', async () => {
    const envelope = await sealGrant(protector, { ...place, key: 'the-key', data: 'the-data' });
    expect(new TextDecoder('latin1').decode(envelope)).not.toContain('the-');
  });

  it.each(['route', 'id', 'subjectId', 'sessionId', 'clientId'] as const)('opens at no other %s', async (member) => {
    const envelope = await sealGrant(protector, { ...place, key: 'key', data: 'data' });
    expect(await openGrant(protector, { ...place, [member]: 'other', envelope })).toEqual(CLOSED);
  });

  it.each(['subjectId', 'sessionId', 'clientId'] as const)('of no %s opens for none only', async (member) => {
    const without = { ...place, [member]: null };
    const envelope = await sealGrant(protector, { ...without, key: 'key', data: 'data' });
    expect(await openGrant(protector, { ...without, envelope })).toEqual({
      outcome: 'opened',
      key: 'key',
      data: 'data',
    });
    expect(await openGrant(protector, { ...place, envelope })).toEqual(CLOSED);
  });

  it('does not open as a session, nor a session as a grant', async () => {
    const session = { route: 'route', id: 'id', partition: '', subjectId: 'subject', sessionId: 'sid' };
    const grant = await sealGrant(protector, { ...place, key: 'key', data: 'data' });
    expect(await openSession(protector, { ...session, envelope: grant })).toEqual(CLOSED);
    const envelope = await sealSession(protector, { ...session, key: 'key', ticket: 'ticket' });
    expect(await openGrant(protector, { ...place, envelope })).toEqual(CLOSED);
  });

  it('is malformed when it opens and holds something else', async () => {
    const identity = ['id', 'subject', 'sid', 'client'];
    for (const plain of [packTexts(['key alone']), packTexts(['a', 'b', 'c']), new Uint8Array([1, 2, 3])]) {
      const envelope = await protector.protect({ purpose: 'grant', route: 'route', identity, plain });
      expect(await openGrant(protector, { ...place, envelope })).toEqual({ outcome: 'malformed' });
    }
  });
});
