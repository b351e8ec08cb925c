/** A program that uses the client, with BASE_URL and TOKEN. Prints what it saw as one line of JSON. */
import { createClient, RequestRefused, StorageUnavailable } from 'edge-sessions/client';

const { BASE_URL: baseUrl = '', TOKEN: token = '' } = process.env;
const { tickets, store, management } = createClient({ baseUrl, token: async () => token });

const subject = `subject-${process.version}-${crypto.randomUUID()}`;
const ticket = {
  scheme: 'cookie',
  claims: [{ type: 'sub', value: subject, valueType: null, issuer: null }],
  properties: { issued: null, expires: Date.now() + 3_600_000, isPersistent: null, allowRefresh: null, items: {} },
  sessionId: null,
  issuer: null,
  clients: [],
};

/** @param {Promise<unknown>} work */
const thrownBy = (work) =>
  work.then(
    () => 'nothing',
    (/** @type {unknown} */ fault) => {
      const known = fault instanceof RequestRefused || fault instanceof StorageUnavailable;
      return known ? Reflect.get(Object(fault), 'code') : String(fault);
    },
  );

const stored = await tickets.store(ticket, { idempotency: { key: subject } });
const again = await tickets.store(ticket, { idempotency: { key: subject } });
const chosen = `${subject}/ä ✓`;
// More than a body may have before it is compressed.
const large = '\u0000'.repeat(512 * 1024);
const content = { ...stored.session, scheme: 'cookie', ticket: large, key: chosen };
const created = await store.createSession(content);
const read = await store.getSession(chosen);
const removed = await tickets.remove(stored.key);
const paging = { countRequested: 10, resultsToken: null, requestPriorResults: false, totals: true };
const history = await management.history({ subjectId: subject, sessionId: null, ...paging });
const elsewhere = createClient({ baseUrl: 'http://localhost:1', token, timeout: 2_000 });

console.log(
  JSON.stringify({
    node: process.version,
    outcomes: [stored.outcome, again.replayed, created.outcome, read.outcome, removed.outcome],
    large: read.session?.ticket === large,
    reasons: history.page?.results.map((/** @type {{ reason: string }} */ { reason }) => reason),
    faults: [
      await thrownBy(createClient({ baseUrl, token: 'wrong' }).store.getSession(chosen)),
      await thrownBy(store.getSession('')),
      await thrownBy(elsewhere.store.getSession(chosen)),
    ],
  }),
);
