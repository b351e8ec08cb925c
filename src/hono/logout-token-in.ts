/**
 * The logout token in a request (OpenID Connect Back-Channel Logout 1.0 section 2.5): form field `logout_token`, whatever else
 * is there. Guarantees: no more than 64 KiB are kept of a body.
 */
const MOST_BYTES = 64 * 1024;

/** Null: no form, an over-long one, or not exactly one token in it. */
export async function logoutTokenIn(request: Request): Promise<string | null> {
  const type = request.headers.get('Content-Type')?.split(';', 1)[0]?.trim().toLowerCase();
  if (type !== 'application/x-www-form-urlencoded') return null;
  const text = await textOf(request.body);
  if (text === null) return null;
  const [token, ...more] = new URLSearchParams(text).getAll('logout_token');
  return token === undefined || token === '' || more.length > 0 ? null : token;
}

async function textOf(body: ReadableStream<Uint8Array> | null): Promise<string | null> {
  if (body === null) return '';
  const decoder = new TextDecoder();
  let text = '';
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.byteLength;
    // Leaving the loop cancels the body.
    if (bytes > MOST_BYTES) return null;
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}
