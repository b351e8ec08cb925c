/**
 * A grant's secrets, its key and its data, in an envelope that opens for this record only: same id, subject, sid, client and
 * route. Guarantees: data of any text comes back as it was, and takes its own size in UTF-8 plus about 100 bytes.
 */
import type { TicketError } from '../session/server-side-session.ts';
import { packTexts, unpackTexts } from './packed-texts.ts';
import type { Place, Protector } from './protector.ts';

/** The record that an envelope belongs to, and the object that holds it. */
export interface GrantPlace {
  readonly route: string;
  readonly id: string;
  readonly subjectId: string | null;
  readonly sessionId: string | null;
  readonly clientId: string | null;
}

export type OpenedGrant =
  | { readonly outcome: 'opened'; readonly key: string; readonly data: string }
  | { readonly outcome: TicketError };

/** Where the envelope of a grant belongs. No subject, sid or client is empty: an empty text is none. */
export const placeOfGrant = ({ route, id, subjectId, sessionId, clientId }: GrantPlace): Place => ({
  purpose: 'grant',
  route,
  identity: [id, subjectId ?? '', sessionId ?? '', clientId ?? ''],
});

/** Seals under the first key of the ring. Another subject, sid, client or owner needs a new envelope. */
export function sealGrant(
  protector: Protector,
  { key, data, ...place }: GrantPlace & { readonly key: string; readonly data: string },
): Promise<Uint8Array> {
  return protector.protect({ ...placeOfGrant(place), plain: packTexts([key, data]) });
}

export async function openGrant(
  protector: Protector,
  { envelope, ...place }: GrantPlace & { readonly envelope: Uint8Array },
): Promise<OpenedGrant> {
  const opened = await protector.unprotect({ ...placeOfGrant(place), envelope });
  if (opened.outcome !== 'opened') return opened;
  const texts = unpackTexts(opened.plain);
  if (texts === 'malformed' || texts.length !== 2) return { outcome: 'malformed' };
  const [key, data] = texts as [string, string];
  return { outcome: 'opened', key, data };
}
