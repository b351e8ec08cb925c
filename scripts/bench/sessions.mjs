/** What is stored and read: the same sessions in every run. Guarantees: fixed seeds; every ticket has TICKET_BYTES. */
import { displayName } from '../demo/names.mjs';
import { Random } from '../demo/random.mjs';

/** A cookie's claims, an id token and an access token, as they are kept in real tickets. */
export const TICKET_BYTES = 2_048;

const DAY = 86_400_000;
const DEVICES = ['Firefox on Windows', 'Chrome on Android', 'Safari on iPhone', 'Edge on Windows', 'Chrome on macOS'];

/** @param {number} number */
export const subjectOf = (number) => `user-${String(number).padStart(7, '0')}`;

export class Sessions {
  #random;
  #start = Date.UTC(2026, 0, 1);

  /** @param {number} seed */
  constructor(seed) {
    this.#random = new Random(seed);
  }

  /** The next session of a subject, as CreateSession takes it. @param {number} subject @param {string} [key] */
  next(subject, key) {
    const random = this.#random;
    const created = this.#start + random.below(300 * DAY);
    return {
      ...(key === undefined ? {} : { key }),
      scheme: 'cookie',
      subjectId: subjectOf(subject),
      sessionId: random.hex(16).toUpperCase(),
      displayName: displayName(random),
      device: random.pick(DEVICES),
      created: new Date(created).toISOString(),
      renewed: new Date(created).toISOString(),
      // Far ahead: nothing expires while it is measured.
      expires: new Date(created + 3_650 * DAY).toISOString(),
      ticket: random.hex(TICKET_BYTES / 2),
    };
  }

  /** A key as a caller would choose it. */
  key() {
    return `sid-${this.#random.hex(16)}`;
  }
}
