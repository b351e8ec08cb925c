/** What is to be said of a ring, given the keys that the running service uses. */

/** @typedef {{ readonly id: string, readonly envelopes: number }} KeyInUse */

/** @param {number} n */
const envelopes = (n) => `${n} envelope${n === 1 ? '' : 's'}`;

/**
 * @param {readonly string[]} ring ids, the one that seals first
 * @param {readonly KeyInUse[]} inUse the keys of the service's ring, and those that its envelopes name
 * @returns {{ refused: boolean, lines: string[] }}
 */
export function verdictOn(ring, inUse) {
  const [first = ''] = ring;
  const outside = inUse.filter(({ id }) => !ring.includes(id));
  const missing = outside.filter((key) => key.envelopes > 0);
  if (missing.length > 0) {
    return {
      refused: true,
      lines: [
        'Refused: this ring lacks keys that envelopes need. Their sessions and grants would read as absent (404).',
        ...missing.map((key) => `  ${key.id}: ${envelopes(key.envelopes)}`),
        'Keep these keys in the ring, behind the first, until the scheduled work has sealed their envelopes again.',
      ],
    };
  }
  const lines = ['The ring has every key that an envelope needs.'];
  for (const [position, id] of ring.entries()) {
    const count = inUse.find((key) => key.id === id)?.envelopes ?? 0;
    lines.push(`  ${id}: ${envelopes(count)}${position === 0 ? ', seals' : ''}`);
  }
  if (!inUse.some(({ id }) => id === first)) {
    lines.push(
      `Mind: the running service does not have ${first}. Deploy it as the second key first: while a deployment rolls`,
    );
    lines.push('out, instances of the old one could not open what the new ones seal.');
  }
  if (outside.length > 0) {
    lines.push(
      `Mind: ${outside.map(({ id }) => id).join(', ')} would go. Answers kept for Idempotency-Keys and moves under way`,
    );
    lines.push('are not counted: take a key out no sooner than 24 hours after it has sealed for the last time.');
  }
  return { refused: false, lines };
}
