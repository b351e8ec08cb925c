/** `list`: sessions by parts of names and ids. */
import { LISTING, list } from './listing.mjs';
import { minute } from './output.mjs';

const PATH = '/v1/management/sessions';

/** @type {import('./command.mjs').Command} */
export const sessions = {
  name: 'list',
  summary: 'sessions, the oldest first',
  options: {
    name: { value: 'part', says: 'of the display name, in any case' },
    subject: { value: 'part', says: 'of the subject' },
    session: { value: 'part', says: 'of the session id' },
    client: { value: 'client id', says: 'signed in to, exactly' },
    active: { says: 'without those that have expired' },
    expired: { says: 'only those that have expired' },
    ...LISTING,
  },
  more: 'Here subject and session are parts, in "end" they are exact. On a narrow terminal columns are left out, the id never.',
  run(given, service) {
    const state = given.oneOf('active', 'expired');
    const query = {
      displayName: given.text('name'),
      subjectId: given.text('subject'),
      sessionId: given.text('session'),
      clientId: given.text('client'),
      active: state === undefined ? undefined : state === 'active',
    };
    return list(given, service, {
      path: PATH,
      query,
      columns: [
        { title: 'ID', of: ({ id }) => id, whole: true },
        { title: 'NAME', of: ({ displayName }) => displayName ?? '' },
        { title: 'SUBJECT', of: ({ subjectId }) => subjectId },
        { title: 'EXPIRES (UTC)', of: ({ expires }) => minute(expires), whole: true, goes: 1 },
        { title: 'DEVICE', of: ({ device }) => device ?? '', goes: 2 },
        { title: 'SESSION', of: ({ sessionId }) => sessionId, goes: 3 },
        { title: 'CLIENTS', of: ({ clientIds }) => clientIds.join(' '), goes: 4 },
        { title: 'CREATED (UTC)', of: ({ created }) => minute(created), whole: true, goes: 5 },
      ],
      one: 'session',
    });
  },
};
