/**
 * A kept answer (`Idempotency-Key`): the created session as it was first answered, protected like a ticket, in an
 * envelope that opens for its scope and route only. Guarantees: the ticket is not escaped (the row of an object holds
 * 2 MB, and half a megabyte of control characters would be three as JSON).
 */
import type { ServerSideSession, TicketError } from '../session/server-side-session.ts';
import { packTexts, unpackTexts } from './packed-texts.ts';
import type { Protector } from './protector.ts';

/** A session with its secrets at hand. */
export interface OpenSession extends ServerSideSession {
  readonly key: string;
  readonly ticket: string;
  readonly ticketError: null;
}

/** Where a kept answer belongs. */
export interface AnswerPlace {
  readonly route: string;
  /** Hash of token name, path and `Idempotency-Key`. */
  readonly scope: string;
}

export type OpenedAnswer =
  | { readonly outcome: 'opened'; readonly session: OpenSession }
  | { readonly outcome: TicketError };

const placeOf = ({ route, scope }: AnswerPlace) => ({ purpose: 'answer', route, identity: [scope] }) as const;

export function sealAnswer(
  protector: Protector,
  { session, ...place }: AnswerPlace & { readonly session: OpenSession },
): Promise<Uint8Array> {
  const { key, ticket, ...rest } = session;
  return protector.protect({ ...placeOf(place), plain: packTexts([JSON.stringify(rest), key, ticket]) });
}

export async function openAnswer(
  protector: Protector,
  { envelope, ...place }: AnswerPlace & { readonly envelope: Uint8Array },
): Promise<OpenedAnswer> {
  const opened = await protector.unprotect({ ...placeOf(place), envelope });
  if (opened.outcome !== 'opened') return opened;
  const texts = unpackTexts(opened.plain);
  if (texts === 'malformed' || texts.length !== 3) return { outcome: 'malformed' };
  const [rest, key, ticket] = texts as [string, string, string];
  try {
    // What opens was written by sealAnswer: its shape needs no second look.
    return { outcome: 'opened', session: { ...JSON.parse(rest), key, ticket } };
  } catch {
    return { outcome: 'malformed' };
  }
}
