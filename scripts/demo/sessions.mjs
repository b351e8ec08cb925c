/**
 * 5,000 sessions of 1,200 people as an identity provider would have written them in the last 30 days. Guarantees: the
 * same seed and the same present give the same bytes, so that a repeat replays and does not double.
 */
import { displayName } from './names.mjs';
import { Random } from './random.mjs';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const PEOPLE = 1_200;

const DEVICES = /** @type {const} */ ([
  ['Chrome on Windows', 24],
  ['Safari on iPhone', 18],
  ['Chrome on Android', 17],
  ['Edge on Windows', 10],
  ['Safari on Mac', 8],
  ['Chrome on Mac', 7],
  ['Firefox on Windows', 5],
  ['Firefox on Linux', 3],
  ['Samsung Internet on Galaxy S25', 3],
  ['Safari on iPad', 3],
  ['Chrome on ChromeOS', 1],
  ['Contoso Mobile on Pixel 10', 1],
]);

const CLIENTS = ['portal', 'mail', 'calendar', 'wiki', 'expenses', 'support-desk', 'mobile-app', 'admin-console'];

/** How long after its renewal a session ends; null: with the browser. */
const LIFETIMES = /** @type {const} */ ([
  [10 * HOUR, 20],
  [7 * DAY, 15],
  [30 * DAY, 55],
  [90 * DAY, 8],
  [null, 2],
]);

/** Sessions that ended while nobody looked. */
const EXPIRED_SHARE = 0.03;

/** @typedef {{ subject: string, name: string, devices: string[] }} Person */

/** @param {Random} random @returns {Person} */
function person(random) {
  const hex = random.hex(16);
  const subject = [8, 12, 16, 20].reduce((id, at, n) => `${id.slice(0, at + n)}-${id.slice(at + n)}`, hex);
  const devices = Array.from({ length: 1 + random.below(4) }, () => random.weigh(DEVICES));
  return { subject, name: displayName(random), devices: [...new Set(devices)] };
}

/**
 * @param {number} seed
 * @param {number} now
 * @param {number} count
 * @returns {Record<string, unknown>[]} bodies of CreateSession, oldest first
 */
export function demoSessions(seed, now, count) {
  const random = new Random(seed);
  const people = Array.from({ length: PEOPLE }, () => person(random));
  return Array.from({ length: count }, (_, n) => {
    // Everybody has one; of the rest, a few people have many.
    const one = n < PEOPLE ? n : Math.floor(random.next() ** 2 * PEOPLE);
    return session(random, /** @type {Person} */ (people[one]), now);
  }).sort((one, other) => one.created.localeCompare(other.created));
}

/** @param {Random} random @param {Person} person @param {number} now */
function session(random, { subject, name, devices }, now) {
  const created = now - random.below(30 * DAY);
  const renewed = created + Math.floor(random.next() ** 3 * (now - created));
  const lifetime = random.weigh(LIFETIMES);
  const expires =
    random.next() < EXPIRED_SHARE ? renewed + random.below(now - renewed) : end(random, renewed, lifetime, now);
  const sid = random.hex(16).toUpperCase();
  const device = random.pick(devices);
  return {
    scheme: 'idsrv',
    subjectId: subject,
    sessionId: sid,
    displayName: name,
    device,
    created: time(created),
    renewed: time(renewed),
    expires: expires === null ? null : time(expires),
    ticket: ticket(random, { subject, name, sid, device, created, renewed, expires }),
  };
}

/** Those that would have ended already were kept alive by use. @param {Random} random @param {number} renewed @param {number | null} lifetime @param {number} now */
function end(random, renewed, lifetime, now) {
  if (lifetime === null) return null;
  return renewed + lifetime > now + MINUTE ? renewed + lifetime : now + HOUR + random.below(10 * HOUR);
}

/**
 * @param {Random} random
 * @param {{ subject: string, name: string, sid: string, device: string, created: number, renewed: number, expires: number | null }} facts
 * @returns {string} an AuthenticationTicket as JSON text
 */
function ticket(random, { subject, name, sid, device, created, renewed, expires }) {
  const first = random.below(CLIENTS.length);
  return JSON.stringify({
    scheme: 'idsrv',
    claims: [
      { type: 'sub', value: subject },
      { type: 'name', value: name },
      { type: 'sid', value: sid },
      {
        type: 'idp',
        value: random.weigh(
          /** @type {const} */ ([
            ['local', 3],
            ['contoso-ad', 2],
            ['google', 1],
          ]),
        ),
      },
      {
        type: 'amr',
        value: random.weigh(
          /** @type {const} */ ([
            ['pwd', 3],
            ['mfa', 2],
            ['webauthn', 1],
          ]),
        ),
      },
      { type: 'auth_time', value: String(Math.floor(created / 1_000)), valueType: 'integer' },
    ],
    properties: {
      issued: time(renewed),
      ...(expires !== null && { expires: time(expires) }),
      isPersistent: expires !== null,
      allowRefresh: true,
      items: { device },
    },
    sessionId: sid,
    issuer: 'https://login.contoso.example',
    clientIds: CLIENTS.slice(first, first + 1 + random.below(3)),
  });
}

/** @param {number} milliseconds */
const time = (milliseconds) => new Date(milliseconds).toISOString();
