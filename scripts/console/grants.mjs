/**
 * `grants`: tokens and consents of a person. Guarantees: the key and the data of a grant are never
 * printed, in JSON neither: they are secrets. The store has no pages of its own size, so all of a person's are read.
 */
import { EXIT, misused } from './failure.mjs';
import { counted, minute, print, printJson, say, styled, terminalWidth } from './output.mjs';
import { Table } from './table.mjs';

/**
 * @typedef {object} ShownGrant
 * @property {string} type
 * @property {string | null} clientId
 * @property {string | null} sessionId
 * @property {string | null} description
 * @property {string} creationTime
 * @property {string | null} expiration
 * @property {string | null} consumedTime
 */

/** @param {import('./asked.mjs').Asked} service @param {Record<string, string | undefined>} filter */
async function grantsOf(service, filter) {
  /** @type {ShownGrant[]} */
  const found = [];
  /** @type {string | undefined} */
  let resultsToken;
  do {
    const { body } = await service.post('/v1/grants/find', { ...filter, resultsToken });
    for (const { type, clientId, sessionId, description, creationTime, expiration, consumedTime } of body.grants)
      found.push({ type, clientId, sessionId, description, creationTime, expiration, consumedTime });
    resultsToken = body.resultsToken ?? undefined;
  } while (resultsToken !== undefined);
  return found;
}

/** @type {import('./command.mjs').Command} */
export const grants = {
  name: 'grants',
  summary: 'tokens and consents of a person, without their keys and data',
  options: {
    subject: { value: 'subject', says: 'whose, exactly' },
    session: { value: 'session id', says: 'exactly' },
    client: { value: 'client id', says: 'exactly' },
    type: { value: 'type', says: 'as refresh_token or user_consent' },
  },
  more: 'Asks for a token with the scope store.',
  async run(given, service) {
    const subjectId = given.text('subject');
    if (subjectId === undefined) throw misused('Whose? Give --subject.');
    const found = await grantsOf(service, {
      subjectId,
      sessionId: given.text('session'),
      clientId: given.text('client'),
      type: given.text('type'),
    });
    if (given.is('json')) printJson({ grants: found });
    else if (found.length > 0) table(found);
    if (found.length === 0) say('No grant matches.');
    else if (!given.is('json')) say(counted(found.length, 'grant'));
    return found.length === 0 ? EXIT.nothing : EXIT.done;
  },
};

/** @param {readonly ShownGrant[]} found */
function table(found) {
  const { header, rows } = new Table(
    [
      { title: 'TYPE', of: ({ type }) => type },
      { title: 'CLIENT', of: ({ clientId }) => clientId ?? '' },
      { title: 'SESSION', of: ({ sessionId }) => sessionId ?? '' },
      { title: 'CREATED (UTC)', of: ({ creationTime }) => minute(creationTime), whole: true },
      { title: 'EXPIRES (UTC)', of: ({ expiration }) => minute(expiration), whole: true, goes: 1 },
      {
        title: 'CONSUMED (UTC)',
        of: ({ consumedTime }) => (consumedTime === null ? '' : minute(consumedTime)),
        whole: true,
        goes: 2,
      },
      { title: 'DESCRIPTION', of: ({ description }) => description ?? '', goes: 3 },
    ],
    terminalWidth(),
  ).page(found);
  for (const line of [...(header === null ? [] : [styled('bold', header)]), ...rows]) print(line);
}
