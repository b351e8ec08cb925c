/**
 * What a removal does, in words for whoever ends sessions: the numbers of RemoveSessions and what its flags leave as it is.
 * Guarantees: the preview and the result say the same things; nothing is promised that the numbers do not say. Pure.
 */
import type { RemovalCounts } from '../management/session-management.ts';
import type { AskedRemoval } from './removal-asked.ts';

export interface RemovalInWords {
  /** What is done, or was. */
  readonly deed: string;
  /** What stays, and what there is to know besides. */
  readonly remarks: readonly string[];
  /** Whether there is nothing to do. */
  readonly nothing: boolean;
}

type Tense = 'preview' | 'done';

export function removalInWords(asked: AskedRemoval, counts: RemovalCounts, tense: Tense): RemovalInWords {
  const parts = [...endings(counts, tense), ...revocations(counts, tense), ...tellings(counts, tense)];
  const nothing = parts.length === 0;
  const none = tense === 'preview' ? 'There is nothing to end.' : 'There was nothing to end.';
  const deed = nothing ? none : `${capital(parts.join(', '))}.`;
  return { deed, remarks: nothing ? [] : remarksOn(asked, counts), nothing };
}

/** "1 session", "3 sessions". */
export const counted = (count: number, one: string, many = `${one}s`): string =>
  `${count.toLocaleString('en')} ${count === 1 ? one : many}`;

function endings({ sessionsRemoved, bffSessionsRemoved }: RemovalCounts, tense: Tense): readonly string[] {
  const verb = tense === 'preview' ? 'ends' : 'ended';
  return [
    ...(sessionsRemoved > 0 ? [`${verb} ${counted(sessionsRemoved, 'session')}`] : []),
    ...(bffSessionsRemoved > 0 ? [`${verb} ${counted(bffSessionsRemoved, 'BFF session')}`] : []),
  ];
}

function revocations(counts: RemovalCounts, tense: Tense): readonly string[] {
  const { tokensRevoked, consentsRevoked, otherGrantsRevoked } = counts;
  const revoked = [
    ...(tokensRevoked > 0 ? [counted(tokensRevoked, 'token')] : []),
    ...(consentsRevoked > 0 ? [counted(consentsRevoked, 'consent')] : []),
    ...(otherGrantsRevoked > 0 ? [counted(otherGrantsRevoked, 'other grant')] : []),
  ];
  return revoked.length === 0 ? [] : [`${tense === 'preview' ? 'revokes' : 'revoked'} ${together(revoked)}`];
}

/** A notification is about one session, to one client: of several sessions nobody has counted the clients. */
function tellings({ notificationsQueued, sessionsRemoved }: RemovalCounts, tense: Tense): readonly string[] {
  if (notificationsQueued === 0) return [];
  if (sessionsRemoved === 1 || notificationsQueued === 1) {
    const clients = counted(notificationsQueued, 'client');
    return [tense === 'preview' ? `tells ${clients}` : `began to tell ${clients}`];
  }
  const notices = counted(notificationsQueued, 'sign-out notice');
  return [tense === 'preview' ? `sends clients ${notices}` : `began to send clients ${notices}`];
}

function remarksOn(asked: AskedRemoval, counts: RemovalCounts): readonly string[] {
  const { clientIds, exceptSessionIds, removeServerSideSession, sendBackchannelLogoutNotification } = asked;
  const remarks: string[] = [];
  if (counts.sessionsRemoved + counts.tokensRevoked > 0) {
    remarks.push('Access tokens already issued stay valid until they expire.');
  }
  if (!removeServerSideSession) remarks.push('Sessions stay: nobody is signed out of this service.');
  const spared = sparedGrants(asked);
  if (spared !== null) remarks.push(spared);
  const outOfReach = counts.consentsOutOfReach;
  if (outOfReach > 0) {
    const [stay, belong] = outOfReach === 1 ? ['consent stays', 'it belongs'] : ['consents stay', 'they belong'];
    remarks.push(`${counted(outOfReach, stay, stay)}: ${belong} to the person, not to a session that is chosen.`);
  }
  if (clientIds !== null) {
    const only = counted(clientIds.length, 'client that is named', 'clients that are named');
    const others = removeServerSideSession ? ' The sessions end for every client.' : '';
    remarks.push(`Grants and notices are those of ${only}; others stay.${others}`);
  }
  if (exceptSessionIds !== null) {
    const sids = counted(exceptSessionIds.length, 'session id is', 'session ids are');
    remarks.push(`${sids} spared, with the grants that belong to ${exceptSessionIds.length === 1 ? 'it' : 'them'}.`);
  }
  if (!sendBackchannelLogoutNotification) remarks.push('No client is told.');
  else if (counts.sessionsRemoved > 0 && counts.notificationsQueued === 0) {
    remarks.push('No client is told: none of those concerned has a logout address.');
  }
  return remarks;
}

function sparedGrants({ revokeTokens, revokeConsents }: AskedRemoval): string | null {
  if (revokeTokens && revokeConsents) return null;
  if (revokeTokens) return 'Consents and grants of other types stay.';
  if (revokeConsents) return 'Tokens and grants of other types stay: clients can go on with them.';
  return 'Tokens, consents and all other grants stay: clients can go on with them.';
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** "a, b and c". */
const together = (texts: readonly string[]): string =>
  texts.length < 2 ? texts.join('') : `${texts.slice(0, -1).join(', ')} and ${texts.at(-1)}`;
