import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatEnvelope, parseEnvelope } from '../../src/ticket/envelope.ts';
import { packTexts, unpackTexts } from '../../src/ticket/packed-texts.ts';

const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });

describe('an envelope', () => {
  it('gives back its parts', () => {
    fc.assert(
      fc.property(
        fc.stringMatching(/^[A-Za-z0-9_-]{1,32}$/),
        bytes(12),
        fc.uint8Array({ minLength: 16, maxLength: 300 }),
        (keyId, nonce, sealed) => {
          expect(parseEnvelope(formatEnvelope({ keyId, nonce, sealed }))).toEqual({ keyId, nonce, sealed });
        },
      ),
    );
  });

  it('has the layout that is written down', () => {
    const envelope = formatEnvelope({
      keyId: 'k1',
      nonce: new Uint8Array(12).fill(9),
      sealed: new Uint8Array(16).fill(5),
    });
    expect([...envelope]).toEqual([1, 2, 0x6b, 0x31, ...Array(12).fill(9), ...Array(16).fill(5)]);
  });

  it('is malformed when it is of another version, too short, or names an impossible key', () => {
    const good = formatEnvelope({ keyId: 'k1', nonce: new Uint8Array(12), sealed: new Uint8Array(16) });
    for (let length = 0; length < good.length; length += 1) {
      expect(parseEnvelope(good.subarray(0, length))).toBe('malformed');
    }
    expect(parseEnvelope(good.with(0, 2))).toBe('malformed');
    expect(parseEnvelope(good.with(1, 0))).toBe('malformed');
    expect(parseEnvelope(good.with(1, 255))).toBe('malformed');
    expect(parseEnvelope(good.with(2, 0x20))).toBe('malformed');
  });

  it('is read from any bytes without a fault', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (any) => {
        parseEnvelope(any);
        parseEnvelope(new Uint8Array([1, ...any]));
      }),
    );
  });
});

describe('packed texts', () => {
  it('come back as they were', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary' })), (texts) => {
        expect(unpackTexts(packTexts(texts))).toEqual(texts);
      }),
    );
    expect(unpackTexts(packTexts(['\ufeffmark', '', '\u0000']))).toEqual(['\ufeffmark', '', '\u0000']);
  });

  it('differ where the lists differ, however their texts join', () => {
    expect(packTexts(['ab', 'c'])).not.toEqual(packTexts(['a', 'bc']));
    expect(packTexts(['ab', ''])).not.toEqual(packTexts(['ab']));
  });

  it('are read from any bytes without a fault', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), (any) => {
        unpackTexts(any);
        unpackTexts(new Uint8Array([0, 0, 0, ...any]));
      }),
    );
    expect(unpackTexts(new Uint8Array([0, 0, 0]))).toBe('malformed');
    expect(unpackTexts(new Uint8Array([0, 0, 0, 2, 65]))).toBe('malformed');
    expect(unpackTexts(new Uint8Array([0, 0, 0, 1, 0xff]))).toBe('malformed');
  });

  it('are read from a view into a larger buffer', () => {
    const packed = packTexts(['view']);
    const buffer = new Uint8Array(packed.length + 7);
    buffer.set(packed, 5);
    expect(unpackTexts(buffer.subarray(5, 5 + packed.length))).toEqual(['view']);
  });
});
