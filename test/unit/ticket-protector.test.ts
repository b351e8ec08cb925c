import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseEnvelope } from '../../src/ticket/envelope.ts';
import { KeyRing, type TicketKey } from '../../src/ticket/key-ring.ts';
import { type Place, Protector } from '../../src/ticket/protector.ts';

const master = (id: string, fill: number): TicketKey => ({
  id,
  key: btoa(String.fromCharCode(...new Uint8Array(32).fill(fill))),
});
const protectorWith = (...keys: TicketKey[]): Protector => new Protector(new KeyRing(keys));

const place: Place = { purpose: 'session', route: 'route', identity: ['id', 'subject', 'sid'] };
const plain = new TextEncoder().encode('plain');
const protector = protectorWith(master('k1', 1));

describe('a protector', () => {
  it('opens what it protected, where it belongs', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ maxLength: 200 }),
        fc.array(fc.string({ unit: 'binary' })),
        fc.string({ unit: 'binary' }),
        async (any, identity, route) => {
          const here: Place = { purpose: 'session', route, identity };
          const envelope = await protector.protect({ ...here, plain: any });
          const opened = await protector.unprotect({ ...here, envelope });
          expect(opened).toEqual({ outcome: 'opened', plain: any, keyId: 'k1' });
        },
      ),
    );
  });

  it('never writes the same nonce, nor the same ciphertext', async () => {
    const nonces = new Set<string>();
    for (let n = 0; n < 200; n += 1) {
      const parsed = parseEnvelope(await protector.protect({ ...place, plain }));
      if (parsed === 'malformed') throw new Error('malformed');
      nonces.add(parsed.nonce.join());
    }
    expect(nonces.size).toBe(200);
  });

  it('does not open with any one bit flipped', async () => {
    const envelope = await protector.protect({ ...place, plain });
    for (let bit = 0; bit < envelope.length * 8; bit += 1) {
      const at = bit >> 3;
      const altered = envelope.with(at, (envelope[at] as number) ^ (1 << (bit & 7)));
      const { outcome } = await protector.unprotect({ ...place, envelope: altered });
      expect(['malformed', 'key-unavailable', 'does-not-open']).toContain(outcome);
      if (at === 0) expect(outcome).toBe('malformed');
      if (at >= 4) expect(outcome).toBe('does-not-open');
    }
  });

  it('does not open truncated at any length, nor with anything behind it', async () => {
    const envelope = await protector.protect({ ...place, plain });
    for (let length = 0; length < envelope.length; length += 1) {
      const { outcome } = await protector.unprotect({ ...place, envelope: envelope.subarray(0, length) });
      expect(['malformed', 'does-not-open']).toContain(outcome);
    }
    const longer = new Uint8Array([...envelope, 0]);
    expect(await protector.unprotect({ ...place, envelope: longer })).toEqual({ outcome: 'does-not-open' });
  });

  it.each<[string, Partial<Place>]>([
    ['record', { identity: ['other', 'subject', 'sid'] }],
    ['subject', { identity: ['id', 'other', 'sid'] }],
    ['sid', { identity: ['id', 'subject', 'other'] }],
    ['identity whose parts join to the same text', { identity: ['idsub', 'ject', 'sid'] }],
    ['identity with one part more', { identity: ['id', 'subject', 'sid', ''] }],
    ['route', { route: 'other' }],
    ['purpose', { purpose: 'answer' }],
  ])('does not open at another %s', async (_, elsewhere) => {
    const envelope = await protector.protect({ ...place, plain });
    expect(await protector.unprotect({ ...place, ...elsewhere, envelope })).toEqual({ outcome: 'does-not-open' });
  });

  it('says which way an envelope does not open', async () => {
    const envelope = await protector.protect({ ...place, plain });
    const stranger = protectorWith(master('k2', 1));
    expect(await stranger.unprotect({ ...place, envelope })).toEqual({ outcome: 'key-unavailable' });
    const namesake = protectorWith(master('k1', 2));
    expect(await namesake.unprotect({ ...place, envelope })).toEqual({ outcome: 'does-not-open' });
    const nothing = new Uint8Array(0);
    expect(await protector.unprotect({ ...place, envelope: nothing })).toEqual({ outcome: 'malformed' });
  });

  it('does not take the key id that an envelope names on trust', async () => {
    const twins = protectorWith(master('k1', 1), master('k2', 1));
    const envelope = await protector.protect({ ...place, plain });
    const renamed = envelope.with(3, '2'.charCodeAt(0));
    expect(await twins.unprotect({ ...place, envelope: renamed })).toEqual({ outcome: 'does-not-open' });
  });

  it('writes with the first key of its ring and reads with every one', async () => {
    const [k1, k2] = [master('k1', 1), master('k2', 2)];
    const before = await protectorWith(k1).protect({ ...place, plain });
    const prepared = await protectorWith(k1, k2).protect({ ...place, plain });
    const rotated = protectorWith(k2, k1);
    const after = await rotated.protect({ ...place, plain });
    const keyIds = [];
    for (const envelope of [before, prepared, after]) {
      const opened = await rotated.unprotect({ ...place, envelope });
      keyIds.push(opened.outcome === 'opened' && opened.keyId);
    }
    expect(keyIds).toEqual(['k1', 'k1', 'k2']);
    expect((await protectorWith(k1, k2).unprotect({ ...place, envelope: after })).outcome).toBe('opened');
  });

  it('reads any bytes without a fault', async () => {
    const head = [1, 2, 'k'.charCodeAt(0), '1'.charCodeAt(0)];
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 100 }), async (any) => {
        expect((await protector.unprotect({ ...place, envelope: any })).outcome).not.toBe('opened');
        const envelope = new Uint8Array([...head, ...any]);
        expect((await protector.unprotect({ ...place, envelope })).outcome).not.toBe('opened');
      }),
    );
  });
});
