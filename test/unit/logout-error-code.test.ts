/** What is told of the body of a refusal, and how much of it is read. Back-Channel Logout 1.0 section 2.8. */
import { describe, expect, it } from 'vitest';
import { errorCodeOf } from '../../src/logout/error-code.ts';

const bodyOf = (text: string): ReadableStream<Uint8Array> => new Response(text).body as ReadableStream<Uint8Array>;

describe('the error code of an answer', () => {
  it('is the error of a JSON object, without its description', async () => {
    const body = bodyOf('{"error": "invalid_request", "error_description": "no such session: alice"}');
    expect(await errorCodeOf(body)).toBe('invalid_request');
  });

  it('may come in pieces', async () => {
    const bytes = new TextEncoder().encode('{"x":"é€😀","error":"a.b-C_9"}');
    const pieces = new ReadableStream<Uint8Array>({
      start(controller) {
        for (const byte of bytes) controller.enqueue(Uint8Array.of(byte));
        controller.close();
      },
    });
    expect(await errorCodeOf(pieces)).toBe('a.b-C_9');
  });

  it.each([
    '',
    'no JSON',
    '{"error": "invalid_request"',
    'null',
    '"invalid_request"',
    '["error"]',
    '{"Error": "invalid_request"}',
    '{"error": ""}',
    '{"error": 400}',
    '{"error": {"code": "invalid_request"}}',
    '{"error": "no such session"}',
    '{"error": "invalid\\nrequest"}',
    '{"error": "<b>"}',
    '{"error": "ungültig"}',
    `{"error": "${'a'.repeat(65)}"}`,
  ])('is none: %s', async (text) => {
    expect(await errorCodeOf(bodyOf(text))).toBeNull();
  });

  it('is none where there is no body', async () => {
    expect(await errorCodeOf(null)).toBeNull();
  });

  it('is none where the body breaks off', async () => {
    const broken = new ReadableStream<Uint8Array>({
      pull(controller) {
        controller.error(new Error('gone'));
      },
    });
    expect(await errorCodeOf(broken)).toBeNull();
  });
});

it('reads nothing more once 4 KiB have come, and cancels the rest', async () => {
  let pulled = 0;
  let cancelled = false;
  const endless = new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        pulled += 1024;
        controller.enqueue(new TextEncoder().encode(' '.repeat(1024)));
      },
      cancel() {
        cancelled = true;
      },
    },
    { highWaterMark: 0 },
  );
  expect(await errorCodeOf(endless)).toBeNull();
  expect({ pulled, cancelled }).toEqual({ pulled: 4096, cancelled: true });
});
