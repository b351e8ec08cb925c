/**
 * The error code that a relying party answers with: `error` of a JSON body (OpenID Connect Back-Channel Logout 1.0 section
 * 2.8). Guarantees: never throws; reads no further once 4 KiB have come, and cancels the rest; what it tells has the form of
 * a code. `error_description` is text for people that may quote anything, and is not told.
 */
const MOST_BYTES = 4 * 1024;
const CODE = /^[A-Za-z0-9_.-]{1,64}$/;

/** Null: there is none. */
export async function errorCodeOf(body: ReadableStream<Uint8Array> | null): Promise<string | null> {
  if (body === null) return null;
  try {
    const answer: unknown = JSON.parse(await beginningOf(body));
    if (typeof answer !== 'object' || answer === null || !('error' in answer)) return null;
    return typeof answer.error === 'string' && CODE.test(answer.error) ? answer.error : null;
  } catch {
    // No JSON, or the body broke off: the status says enough.
    return null;
  }
}

async function beginningOf(body: ReadableStream<Uint8Array>): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  let bytes = 0;
  for await (const chunk of body) {
    text += decoder.decode(chunk, { stream: true });
    bytes += chunk.byteLength;
    // Leaving the loop cancels the body.
    if (bytes >= MOST_BYTES) break;
  }
  return text;
}
