/**
 * What the record of a session takes from its ticket (contract, "Ticket store": StoreAsync, RenewAsync). Guarantees: the
 * ticket that is stored has its final sid, issuer and times; `created` and `absoluteExpires` stay while subject and sid
 * stay; nothing expires after `absoluteExpires`. Pure: clock and randomness are handed in.
 *
 * Relies on: the bounds of the contract having been checked, also for the claims `sub` and `sid`.
 */
import { absoluteEndOf, endOf } from '../session/lifetime.ts';
import { LIMITS } from '../session/limits.ts';
import type { SessionSummary, SessionUpdate } from '../session/server-side-session.ts';
import { type AuthenticationTicket, firstClaim } from './authentication-ticket.ts';
import { formatTicket } from './ticket-text.ts';

export interface TicketPolicy {
  /** `USER_DISPLAY_NAME_CLAIM_TYPE`; null: sessions have no display name. */
  readonly displayNameClaimType: string | null;
  /** `ISSUER`. */
  readonly issuer: string | null;
  /** `SESSION_ABSOLUTE_LIFETIME`, in milliseconds; 0: none. */
  readonly absoluteLifetime: number;
}

/** What a renewal keeps of the record. */
export type Present = Pick<SessionSummary, 'subjectId' | 'sessionId' | 'created' | 'absoluteExpires'>;

export type TicketRecord =
  | { readonly outcome: 'record'; readonly record: SessionUpdate; readonly ticket: AuthenticationTicket }
  /** The first claim `sub` is blank, or there is none. */
  | { readonly outcome: 'subject-missing' };

interface Surroundings {
  readonly policy: TicketPolicy;
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** The record that is renewed; null: a new session. */
  readonly present: Present | null;
  readonly mintSid?: () => string;
}

export function recordOfTicket(
  given: AuthenticationTicket,
  { policy, now, present, mintSid = mintSessionId }: Surroundings,
): TicketRecord {
  const subjectId = firstClaim(given.claims, 'sub') ?? '';
  if (subjectId.trim() === '') return { outcome: 'subject-missing' };
  const own = present?.subjectId === subjectId ? present.sessionId : null;
  const sessionId = given.sessionId ?? firstClaim(given.claims, 'sid') ?? own ?? mintSid();
  const renewed = given.properties.issued ?? now;
  const { created, absoluteExpires } =
    present !== null && sessionId === own
      ? present
      : { created: renewed, absoluteExpires: absoluteEndOf(renewed, policy.absoluteLifetime) };
  // A session without an idle window has none after it either: its record says when it ends for good.
  const expires =
    given.properties.expires === null ? null : endOf({ expires: given.properties.expires, absoluteExpires });
  const ticket: AuthenticationTicket = {
    ...given,
    properties: { ...given.properties, issued: renewed, expires },
    sessionId,
    issuer: given.issuer ?? policy.issuer,
  };
  const { displayNameClaimType } = policy;
  const { device = null } = given.properties.items;
  return {
    outcome: 'record',
    record: {
      scheme: given.scheme,
      subjectId,
      sessionId,
      displayName: labelOf(
        displayNameClaimType === null ? null : firstClaim(given.claims, displayNameClaimType),
        LIMITS.displayName,
      ),
      device: labelOf(device, LIMITS.device),
      created,
      renewed,
      expires,
      absoluteExpires,
      ticket: formatTicket(ticket),
    },
    ticket,
  };
}

/** A text as a record may hold it: without control characters, at most `most` code points of it. */
export function labelOf(text: string | null, most: number): string | null {
  if (text === null) return null;
  const shown = text.replaceAll(/\p{Cc}/gu, '');
  return [...shown.slice(0, 2 * most)].slice(0, most).join('');
}

const SID_BYTES = 16;

/** 16 random bytes, hexadecimal, upper case. */
export const mintSessionId = (random: Uint8Array = crypto.getRandomValues(new Uint8Array(SID_BYTES))): string =>
  Array.from(random, (byte) => byte.toString(16).padStart(2, '0'))
    .join('')
    .toUpperCase();
