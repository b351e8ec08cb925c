/** What a problem means and what to do about it, for the developer of a client: in the document, and on `/problems/<code>`. */
import type { ProblemCode } from '../http/problem.ts';

export const PROBLEM_MEANINGS: Readonly<Record<ProblemCode, string>> = {
  unauthorized:
    'The request carries no API token, or one that is not configured. Send Authorization: Bearer with a token whose SHA-256 is in API_TOKENS.',
  'insufficient-scope':
    'The token is known, but its scopes do not include what the operation asks for. The detail names the scope; a token gets its scopes in API_TOKENS.',
  'not-found': 'There is no such path. Paths are exact: no slash at the end, and /v1 in front.',
  'client-not-found':
    'No client is registered under this id, or it is none: an id is one percent-encoded segment of the path, 1 to 200 characters.',
  'delivery-not-found':
    'No logout notification has this id: it never existed, or it is older than history is kept (HISTORY_DAYS).',
  'grant-not-found':
    'No grant has this key: it never existed, it was removed, or somebody else removed it first. It is the same answer for a grant whose protected data cannot be opened.',
  'session-not-found':
    'No session has this key or id: it never existed, or it has ended. It is the same answer for a session whose protected ticket cannot be opened.',
  'method-not-allowed': 'The path exists, the method does not. The header Allow lists the methods that do.',
  'idempotency-in-progress':
    'A request with the same Idempotency-Key has not been answered yet. Repeat it after a moment: then it gets the first answer.',
  'key-taken': 'A session with this key exists already. Update it, or leave the key out to have a fresh one minted.',
  'session-limit':
    'The subject has as many live sessions as SESSION_LIMIT_PER_SUBJECT allows, and SESSION_LIMIT_POLICY says deny. End one of them first.',
  'grant-revoked':
    'The grant names a subject and session of which no session lives since one ended, or it is not younger than a removal that would have taken it. For 24 hours such a grant is refused, so that a late request cannot bring back what was revoked. Let the person sign in again.',
  'session-ended':
    'The session of this key has ended, and for at least 24 hours its key is refused, so that a late request cannot bring it back. Sign in again with a new key.',
  'revision-mismatch':
    'If-Match names no revision that is the present one: the session or grant has changed since it was read. Or If-None-Match: * was sent, and there is such a grant or client already. Read it again and decide anew.',
  'content-too-large':
    'A request body has at most 1 MiB; a ticket and the data of a grant have at most 512 KiB of UTF-8.',
  'unsupported-media-type':
    'A body is application/json, without a charset or with charset=utf-8, and says so in Content-Type.',
  'filter-required':
    'The operation needs a filter that says whose: subjectId, sessionId or both; to remove sessions also ids; for grants any of their filters. A value of nothing but white space counts as not given, so that a slip cannot mean everybody.',
  'invalid-request':
    'Something in the request is not as the contract asks. The member errors lists each place as path and message: a field, a header, a parameter, or the body itself where path is empty.',
  'results-token-invalid':
    'The results token was not made for these filters, has been altered, or is too old. Start again without a token.',
  'subject-missing':
    'A session belongs to somebody: the first claim of type sub in the ticket says to whom. There is none, or it is blank.',
  'idempotency-key-reused':
    'The same Idempotency-Key came with another body within 24 hours. A repeat has the same bytes; another request needs another key.',
  unavailable:
    'Storage, or the configuration, does not allow an answer now. Retry-After says when a repeat makes sense; mayHaveBeenStored says whether the change may have been made all the same.',
};
