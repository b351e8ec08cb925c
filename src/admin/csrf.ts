/**
 * Which forms count: those of a page of this origin that bring the token of this very session. Guarantees: a token of another
 * session, also of an ended one of the same person, counts for nothing; it is compared in constant time and never logged.
 */
import { isFromOwnOrigin } from '../hono/own-origin.ts';
import type { Operator } from './operator.ts';

/** The name of the hidden field. */
export const FORM_TOKEN = 'formToken';

const utf8 = new TextEncoder();
const hashOf = (text: string): Promise<ArrayBuffer> => crypto.subtle.digest('SHA-256', utf8.encode(text));

export async function isOwnForm(request: Request, form: URLSearchParams, operator: Operator): Promise<boolean> {
  if (!isFromOwnOrigin(request)) return false;
  const given = form.get(FORM_TOKEN);
  if (given === null) return false;
  const [one, other] = await Promise.all([hashOf(given), hashOf(operator.formToken)]);
  return crypto.subtle.timingSafeEqual(one, other);
}
