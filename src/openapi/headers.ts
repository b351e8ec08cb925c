/** The request headers in words. Guarantees: a header that has none does not compile. */
import type * as headers from '../http/headers.ts';

export const HEADERS: Readonly<Record<keyof typeof headers, string>> = {
  sessionKey: 'The secret key of the session, percent-encoded UTF-8. It never travels in a URL.',
  grantKey: 'The secret key of the grant, percent-encoded UTF-8. It never travels in a URL.',
  sessionSubject:
    'The subject that the session or grant is believed to have, percent-encoded UTF-8. A hint: a wrong one changes no answer.',
  onBehalfOf: 'The person behind the token, percent-encoded UTF-8, 1-200 characters.',
  ifMatch: 'Revisions of which one must be the present one, as entity tags, or *.',
  ifNoneMatch: '*: create only.',
  idempotencyKey: '1-255 visible ASCII characters. A repeat within 24 hours returns the first answer.',
  prefer: 'respond-async: do not wait for the index.',
  preferRepresentation:
    'respond-async: do not wait for the index. return=representation: answer with what was removed, or 404 where this call removed nothing.',
};
