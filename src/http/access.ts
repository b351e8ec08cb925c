/**
 * Who calls: bearer tokens (RFC 6750) and their scopes. Contract: "Access".
 * Guarantees: only hashes of tokens are known here; every configured hash is compared, each in constant time, so that an
 * answer's timing tells neither a token nor its place in the list.
 */
import type { ApiToken, Scope } from '../config.ts';
import type { Problem } from './problem.ts';

/** Who calls, by a token or by a binding. */
export type Actor = Pick<ApiToken, 'name' | 'scopes'>;

const utf8 = new TextEncoder();

/** The token that a request carries; undefined where it carries none or one that is not configured. */
export async function tokenOf(
  authorization: string | null,
  tokens: readonly ApiToken[],
): Promise<ApiToken | undefined> {
  const given = bearer(authorization);
  if (given === null) return undefined;
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', utf8.encode(given)));
  return tokens.filter((token) => crypto.subtle.timingSafeEqual(digest, token.sha256))[0];
}

const bearer = (authorization: string | null): string | null =>
  /^bearer +(\S+)$/i.exec(authorization ?? '')?.[1] ?? null;

/** Whether a token may do what asks for `scope`: `manage` includes `manage:read`. */
export const holds = ({ scopes }: Actor, scope: Scope): boolean =>
  scopes.has(scope) || (scope === 'manage:read' && scopes.has('manage'));

export function unauthorized(authorization: string | null): Problem {
  const known = bearer(authorization) === null ? '' : ', error="invalid_token"';
  return {
    code: 'unauthorized',
    detail: 'Send Authorization: Bearer <token> with a token of the configuration.',
    headers: { 'WWW-Authenticate': `Bearer realm="edge-sessions"${known}` },
  };
}

export const insufficientScope = (scope: Scope): Problem => ({
  code: 'insufficient-scope',
  detail: `This operation asks for the scope ${scope}.`,
  headers: { 'WWW-Authenticate': `Bearer realm="edge-sessions", error="insufficient_scope", scope="${scope}"` },
});
