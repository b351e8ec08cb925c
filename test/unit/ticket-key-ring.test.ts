import { describe, expect, it } from 'vitest';
import { InvalidKeyRing, KeyRing } from '../../src/ticket/key-ring.ts';

const key = (fill: number): string => btoa(String.fromCharCode(...new Uint8Array(32).fill(fill)));

const refusal = (keys: ConstructorParameters<typeof KeyRing>[0]): InvalidKeyRing => {
  try {
    new KeyRing(keys);
  } catch (error) {
    if (error instanceof InvalidKeyRing) return error;
  }
  throw new Error('The ring was accepted, or failed with something else.');
};

const seals = async (writing: CryptoKey, reading: CryptoKey): Promise<boolean> => {
  const iv = new Uint8Array(12);
  const sealed = await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, writing, new Uint8Array(4));
  return crypto.subtle.decrypt({ name: 'AES-GCM', iv }, reading, sealed).then(
    () => true,
    () => false,
  );
};

describe('a key ring', () => {
  it('has the ids of its keys, the writing one first', async () => {
    const ring = new KeyRing([
      { id: 'new', key: key(2) },
      { id: 'old', key: key(1) },
    ]);
    expect(ring.ids).toEqual(['new', 'old']);
    expect((await ring.writingKey('session', 'route')).id).toBe('new');
  });

  it('takes ids of 1 and 32 characters', () => {
    expect(new KeyRing([{ id: 'a', key: key(1) }]).ids).toEqual(['a']);
    expect(new KeyRing([{ id: 'Az_-'.repeat(8), key: key(1) }]).ids).toEqual(['Az_-'.repeat(8)]);
  });

  it('says what is wrong with a key, and which', () => {
    expect(refusal([]).message).toContain('empty');
    expect(refusal([{ id: '', key: key(1) }]).message).toContain('Key 1');
    expect(refusal([{ id: 'a'.repeat(33), key: key(1) }]).message).toContain('1 to 32 characters');
    expect(refusal([{ id: 'ä', key: key(1) }]).message).toContain('usable id');
    const twice = [
      { id: 'same', key: key(1) },
      { id: 'same', key: key(2) },
    ];
    expect(refusal(twice).message).toBe('Key 2 of the key ring repeats the id "same".');
  });

  it.each([
    ['too short', btoa('secret-secret-secret-secret-123')],
    ['too long', btoa('secret-secret-secret-secret-12345')],
    ['base64url', 'secret_secret-secret_secret-secret_secret12='],
    ['no base64', 'secret secret secret secret secret secret !!'],
    ['empty', ''],
  ])('refuses a key that is %s, and never repeats it', (_, bad) => {
    const error = refusal([{ id: 'k1', key: bad }]);
    expect(error.message).toBe('Key 1 of the key ring ("k1") is not base64 of 32 bytes.');
    expect(error.cause).toBeUndefined();
  });

  it('shows no key material when it is logged', () => {
    const ring = new KeyRing([{ id: 'k1', key: key(7) }]);
    expect(JSON.stringify(ring)).toBe('{}');
    expect(Reflect.ownKeys(ring)).toEqual([]);
  });

  it('derives the same key again, also from another ring with the same master', async () => {
    const one = await new KeyRing([{ id: 'k1', key: key(7) }]).writingKey('session', 'route');
    const other = await new KeyRing([{ id: 'k1', key: key(7) }]).readingKey('k1', 'session', 'route');
    expect(await seals(one.key, other as CryptoKey)).toBe(true);
  });

  it('derives another key for another purpose, context or master, and none that can be extracted', async () => {
    const ring = new KeyRing([
      { id: 'k1', key: key(7) },
      { id: 'k2', key: key(8) },
    ]);
    const { key: writing } = await ring.writingKey('session', 'route');
    expect(writing.extractable).toBe(false);
    for (const other of [
      await ring.readingKey('k1', 'answer', 'route'),
      await ring.readingKey('k1', 'session', 'other'),
      await ring.readingKey('k2', 'session', 'route'),
    ]) {
      expect(await seals(writing, other as CryptoKey)).toBe(false);
    }
    expect(await ring.readingKey('k3', 'session', 'route')).toBeNull();
  });

  it('keeps deriving the right keys when there are more contexts than it remembers', async () => {
    const ring = new KeyRing([{ id: 'k1', key: key(7) }]);
    const { key: first } = await ring.writingKey('session', 'route-0');
    for (let n = 1; n <= 600; n += 1) await ring.writingKey('session', `route-${n}`);
    expect(await seals(first, (await ring.readingKey('k1', 'session', 'route-0')) as CryptoKey)).toBe(true);
  });

  it('gives the keys of results tokens in the order of the ring', async () => {
    const [one, two] = [
      { id: 'one', key: key(1) },
      { id: 'two', key: key(2) },
    ];
    const [first, second] = await new KeyRing([one, two]).tokenKeys();
    const [alone] = await new KeyRing([two]).tokenKeys();
    expect(await seals(second as CryptoKey, alone as CryptoKey)).toBe(true);
    expect(await seals(first as CryptoKey, alone as CryptoKey)).toBe(false);
  });
});
