/**
 * A store that does not answer lets nobody in: 503 with `Retry-After`, and the cookie stays, since the session may well live.
 * Guarantees: what an app's own `onError` gets is an `HTTPException` with the fault as its `cause`.
 */
import { HTTPException } from 'hono/http-exception';

const RETRY_AFTER_SECONDS = 2;

/** The answer of a store. Throws an `HTTPException` where the store throws, whatever it throws and whenever. */
export async function answerOf<Answer>(call: () => Promise<Answer>): Promise<Answer> {
  try {
    return await call();
  } catch (cause) {
    const headers = { 'Retry-After': String(RETRY_AFTER_SECONDS), 'Cache-Control': 'no-store' };
    const res = Response.json({ error: 'unavailable' }, { status: 503, headers });
    throw new HTTPException(503, { message: 'the session store does not answer', res, cause });
  }
}
