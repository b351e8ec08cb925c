/**
 * A session's secrets, its key and its ticket, in an envelope that opens for this record only: same id, partition, subject,
 * sid and route. Guarantees: a ticket of any text comes back as it was, and takes its own size in UTF-8 plus about 100 bytes
 * (JSON would make six bytes of a control character).
 */
import type { TicketError } from '../session/server-side-session.ts';
import { packTexts, unpackTexts } from './packed-texts.ts';
import type { Place, Protector } from './protector.ts';

/** The record that an envelope belongs to, and the object that holds it. */
export interface SessionPlace {
  readonly route: string;
  readonly id: string;
  /** Empty for ordinary sessions. */
  readonly partition: string;
  readonly subjectId: string;
  readonly sessionId: string;
}

export type OpenedSession =
  | { readonly outcome: 'opened'; readonly key: string; readonly ticket: string }
  | { readonly outcome: TicketError };

/** Where the envelope of a session belongs. */
export const placeOfSession = ({ route, id, partition, subjectId, sessionId }: SessionPlace): Place =>
  partition === ''
    ? { purpose: 'session', route, identity: [id, subjectId, sessionId] }
    : { purpose: 'bff', route, identity: [id, partition, subjectId, sessionId] };

/** Seals under the first key of the ring. An update of subject, sid or owner needs a new envelope. */
export function sealSession(
  protector: Protector,
  { key, ticket, ...place }: SessionPlace & { readonly key: string; readonly ticket: string },
): Promise<Uint8Array> {
  return protector.protect({ ...placeOfSession(place), plain: packTexts([key, ticket]) });
}

export async function openSession(
  protector: Protector,
  { envelope, ...place }: SessionPlace & { readonly envelope: Uint8Array },
): Promise<OpenedSession> {
  const opened = await protector.unprotect({ ...placeOfSession(place), envelope });
  if (opened.outcome !== 'opened') return opened;
  const texts = unpackTexts(opened.plain);
  if (texts === 'malformed' || texts.length !== 2) return { outcome: 'malformed' };
  const [key, ticket] = texts as [string, string];
  return { outcome: 'opened', key, ticket };
}
