/** Compressed request bodies, and a DELETE that finds nothing. Contract: "Bodies and values", "Answers". */
import { describe, expect, it } from 'vitest';
import { created, keyHeader, newSession, send, told } from '../http-client.ts';

const MIB = 1024 * 1024;

const packed = async (text: string, format: 'gzip' | 'deflate' = 'gzip'): Promise<Uint8Array> =>
  new Uint8Array(
    await new Response(new Blob([text]).stream().pipeThrough(new CompressionStream(format))).arrayBuffer(),
  );

const post = (raw: Uint8Array, headers: Readonly<Record<string, string>> = {}) =>
  send('POST', '/v1/sessions', {
    raw,
    headers: { 'Content-Type': 'application/json', 'Content-Encoding': 'gzip', ...headers },
  });

describe('a body in gzip', () => {
  it('may hold a ticket whose JSON is larger than a body', async () => {
    const ticket = '\u0000'.repeat(512 * 1024);
    const text = JSON.stringify(newSession({ ticket }));
    expect(text.length).toBeGreaterThan(3 * MIB);
    const response = await post(await packed(text), { 'Content-Encoding': ' GZIP ' });
    expect(response.status).toBe(201);
    expect((await response.json<{ ticket: string }>()).ticket === ticket).toBe(true);
  });

  it('has at most 4 MiB, however small it is', async () => {
    const padded = (size: number) => {
      const text = JSON.stringify(newSession());
      return text + ' '.repeat(size - text.length);
    };
    expect((await post(await packed(padded(4 * MIB)))).status).toBe(201);
    expect(await told(await post(await packed(padded(4 * MIB + 1))))).toBe('413 content-too-large');
    expect(await told(await post(await packed(' '.repeat(100 * MIB))))).toBe('413 content-too-large');
  });

  it('has at most 1 MiB as sent', async () => {
    const random = crypto.getRandomValues(new Uint8Array(65_536)).join('');
    const bytes = await packed(Array.from({ length: 20 }, (_, n) => random + n).join(''));
    const raw = new Uint8Array(MIB + 1);
    raw.set(bytes.slice(0, MIB + 1));
    expect(await told(await post(raw))).toBe('413 content-too-large');
  });

  it('is 400 where it is none, is cut off or is altered, 415 first', async () => {
    const text = JSON.stringify(newSession());
    const whole = await packed(text);
    const altered = Uint8Array.from(whole);
    altered.set([(altered.at(-6) ?? 0) ^ 1], altered.length - 6);
    for (const raw of [new TextEncoder().encode(text), whole.slice(0, -9), altered, await packed(text, 'deflate')]) {
      expect(await told(await post(raw))).toBe('400 invalid-request Content-Encoding');
    }
    expect(await told(await post(whole.slice(0, 9), { 'Content-Type': 'text/plain' }))).toBe(
      '415 unsupported-media-type',
    );
    expect(await told(await post(new Uint8Array()))).toBe('400 invalid-request (body)');
  });

  it('is the same request to Idempotency-Key, however it was compressed', async () => {
    const text = JSON.stringify(newSession());
    const headers = { 'Idempotency-Key': crypto.randomUUID() };
    expect((await post(await packed(text), headers)).status).toBe(201);
    const plain = await send('POST', '/v1/sessions', {
      raw: text,
      headers: { ...headers, 'Content-Type': 'application/json' },
    });
    expect([plain.status, plain.headers.get('Idempotency-Replayed')]).toEqual([201, 'true']);
  });
});

describe('a DELETE', () => {
  it.each(['/v1/session', '/v1/ticket'])('of %s says whether there was nothing to delete', async (path) => {
    const { key } = await created();
    const headers = keyHeader(key);
    for (const absent of [null, 'true']) {
      const response = await send('DELETE', path, { headers });
      expect([response.status, response.headers.get('Already-Absent')]).toEqual([204, absent]);
    }
  });
});
