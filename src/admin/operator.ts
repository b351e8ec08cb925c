/**
 * Who works in the console: a person behind an API token. Guarantees: what an operator may do is what the configuration says of
 * the token now, not what it said at sign-in; when the token leaves the configuration, there is no operator any more.
 *
 * The session's ticket holds the SHA-256 of the token, as the configuration has it, and the person's name. The token itself is
 * nowhere but in the request that signs in. When that was is there, too: a proof does not last for ever (`operator-proof.ts`).
 */
import type { ApiToken, Scope } from '../config.ts';
import type { SignIn } from '../hono/request-session.ts';
import { type Actor, holds } from '../http/access.ts';
import { base64url } from '../session/keys.ts';
import { type AuthenticationTicket, firstClaim } from '../ticket/authentication-ticket.ts';

export interface Operator extends Actor {
  /** As they said at sign-in: history names them beside the token (`On-Behalf-Of`). */
  readonly person: string;
  /** What a form of this session has to bring (`csrf.ts`). */
  readonly formToken: string;
}

/** Characters of a person's name: with the token's name it is the subject of the session. */
export const PERSON_LENGTH = 80;

/** Whose sessions are the console's: they are in the lists like everybody's, and end like everybody's. */
export const subjectOf = (token: ApiToken, person: string): string => `console/${token.name}/${person}`;

/** What signs a person in by a token. `device` is shown ("Firefox on Windows"). */
export function signInOf(token: ApiToken, person: string, device: string | null): SignIn {
  const formToken = base64url(crypto.getRandomValues(new Uint8Array(32)));
  return {
    claims: [
      { type: 'sub', value: subjectOf(token, person) },
      { type: 'name', value: person },
    ],
    items: {
      token: token.sha256.toHex(),
      formToken,
      since: String(Date.now()),
      ...(device === null ? {} : { device }),
    },
  };
}

/** Null: the token is not configured any more, or may look at nothing. */
export function operatorOf({ claims, properties }: AuthenticationTicket, tokens: readonly ApiToken[]): Operator | null {
  const { token: hash, formToken } = properties.items;
  const token = tokens.find(({ sha256 }) => sha256.toHex() === hash);
  const person = firstClaim(claims, 'name');
  if (token === undefined || formToken === undefined || person === null || !holds(token, 'manage:read')) return null;
  return { name: token.name, scopes: token.scopes, person, formToken };
}

export const may = (operator: Operator, scope: Scope): boolean => holds(operator, scope);
