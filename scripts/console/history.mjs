/** `history`: sessions that have ended: when, why and by whom. */
import { LISTING, list } from './listing.mjs';
import { minute } from './output.mjs';

export const PATH = '/v1/management/history';

/** Who ended it: the API token, and the person behind it. @param {{ actor: string, onBehalfOf: string | null }} ended */
export const byWhom = ({ actor, onBehalfOf }) => (onBehalfOf === null ? actor : `${onBehalfOf} (${actor})`);

/** @type {import('./command.mjs').Command} */
export const history = {
  name: 'history',
  summary: 'sessions that have ended, the last first',
  options: {
    subject: { value: 'subject', says: 'exactly' },
    session: { value: 'session id', says: 'exactly' },
    ...LISTING,
  },
  run: (given, service) =>
    list(given, service, {
      path: PATH,
      query: { subjectId: given.text('subject'), sessionId: given.text('session') },
      columns: [
        { title: 'ENDED (UTC)', of: ({ ended }) => minute(ended), whole: true },
        { title: 'REASON', of: ({ reason }) => reason, whole: true },
        { title: 'BY', of: byWhom },
        { title: 'SUBJECT', of: ({ subjectId }) => subjectId },
        { title: 'SESSION', of: ({ sessionId }) => sessionId, goes: 1 },
        { title: 'NAME', of: ({ displayName }) => displayName ?? '', goes: 2 },
        { title: 'DEVICE', of: ({ device }) => device ?? '', goes: 3 },
        { title: 'CREATED (UTC)', of: ({ created }) => minute(created), whole: true, goes: 4 },
      ],
      one: 'ended session',
    }),
};
