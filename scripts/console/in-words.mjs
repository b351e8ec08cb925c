/**
 * What a removal does, in the words of whoever asks for it. Guarantees: every number of the answer that is not zero is told,
 * and what the answer cannot know is not: one notification goes out for each session and client, so clients are counted
 * only where one session ends.
 */

/**
 * @typedef {object} Removed the numbers of RemoveSessions
 * @property {number} sessionsRemoved
 * @property {number} tokensRevoked
 * @property {number} consentsRevoked
 * @property {number} otherGrantsRevoked
 * @property {number} consentsOutOfReach
 * @property {number} notificationsQueued
 * @property {number} bffSessionsRemoved
 */

/** @typedef {'would' | 'has'} Tense */

/** @param {number} count @param {string} noun */
const some = (count, noun) => `${count} ${noun}${count === 1 ? '' : 's'}`;

/** @param {readonly string[]} parts */
const listed = (parts) => (parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`);

/** @param {readonly (readonly [count: number, noun: string])[]} counts */
const counts = (counts) => listed(counts.filter(([count]) => count > 0).map(([count, noun]) => some(count, noun)));

/** @param {Removed} removed */
export const tookNothing = (removed) =>
  removed.sessionsRemoved + removed.bffSessionsRemoved + removed.notificationsQueued === 0 &&
  removed.tokensRevoked + removed.consentsRevoked + removed.otherGrantsRevoked === 0;

/** In the present in either tense: they are told from then on, and may be down. @param {Removed} removed */
function told({ sessionsRemoved, notificationsQueued: queued }) {
  if (queued === 0) return '';
  return sessionsRemoved === 1 ? `tells ${some(queued, 'client')}` : `sends clients ${some(queued, 'notification')}`;
}

/** @param {Removed} removed @param {Tense} tense @returns {string} one sentence, or two */
export function inWords(removed, tense) {
  const ended = counts([
    [removed.sessionsRemoved, 'session'],
    [removed.bffSessionsRemoved, 'BFF session'],
  ]);
  const revoked = counts([
    [removed.tokensRevoked, 'token'],
    [removed.consentsRevoked, 'consent'],
    [removed.otherGrantsRevoked, 'other grant'],
  ]);
  const parts = [
    ended && `${tense === 'would' ? 'ends' : 'ended'} ${ended}`,
    revoked && `${tense === 'would' ? 'revokes' : 'revoked'} ${revoked}`,
    told(removed),
  ].filter((part) => part !== '');
  const stay = removed.consentsOutOfReach;
  const stays =
    stay > 0
      ? ` ${some(stay, 'consent')} ${stay === 1 ? 'stays' : 'stay'}, because a session is named: name the subject alone to take all.`
      : '';
  if (parts.length === 0) return `${tense === 'would' ? 'ends nothing' : 'ended nothing'}: nothing matches.${stays}`;
  return `${parts.join(', ')}; access tokens already issued stay valid until they expire.${stays}`;
}
