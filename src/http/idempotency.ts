/** `Idempotency-Key`: belongs to token and path, here, and to the subject, which the store adds. Contract: "Answers". */
import type { Idempotency } from '../session/session-store.ts';
import type { Actor } from './access.ts';

interface Asked {
  readonly actor: Actor;
  readonly path: string;
  /** The body as sent: a repeat has the same bytes. */
  readonly bytes: Uint8Array;
}

/** undefined where the request has no such header. */
export async function idempotencyOf(
  key: string | undefined,
  { actor, path, bytes }: Asked,
): Promise<Idempotency | undefined> {
  if (key === undefined) return undefined;
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  const bodyHash = hash.toBase64({ alphabet: 'base64url', omitPadding: true });
  return { scope: `${actor.name} ${path}`, key, bodyHash };
}
