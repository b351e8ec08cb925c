/**
 * `/administrator`: plays the administrator, with a binding that may do more than the app's own. Anybody who opens the demo is one: a real
 * console asks who you are.
 */
import { boundSessions } from 'edge-sessions/client';
import { Hono } from 'hono';
import { csrf } from 'hono/csrf';
import type { AppEnv } from './environment.ts';
import { inboxOf } from './logout-inbox.ts';
import { administratorPage } from './pages/administrator.tsx';
import { PEOPLE, personOf } from './people.ts';

const MOST = 100;

export const administrator = new Hono<AppEnv>();

administrator.get('/', async (c) => {
  const { management } = boundSessions(c.env.ADMINISTRATION);
  const rows = await Promise.all(
    PEOPLE.map(async (person) => {
      const found = await management.query({
        subjectId: person.id,
        sessionId: null,
        displayName: null,
        clientId: null,
        active: true,
        withTicket: false,
        countRequested: MOST,
        resultsToken: null,
        requestPriorResults: false,
        totals: false,
      });
      if (found.outcome !== 'page') throw new Error('a first page has no token to be wrong');
      // The filter is "contains".
      return { person, sessions: found.page.results.filter(({ subjectId }) => subjectId === person.id) };
    }),
  );
  return c.html(
    administratorPage({ rows, ended: c.req.query('ended'), notices: await inboxOf(c.env.INBOX).notices() }),
  );
});

administrator.post('/end', csrf(), async (c) => {
  const { person: id } = await c.req.parseBody();
  const person = personOf(id);
  if (person === undefined) return c.text('Nobody of the demo has this name.', 400);
  const removed = await boundSessions(c.env.ADMINISTRATION).onBehalfOf('whoever opened the demo').management.remove({
    subjectId: person.id,
    sessionId: null,
    ids: null,
    clientIds: null,
    removeServerSideSession: true,
    sendBackchannelLogoutNotification: true,
    revokeTokens: true,
    revokeConsents: false,
    exceptSessionIds: null,
    bffPartitions: null,
    reason: 'terminated',
    dryRun: false,
  });
  const ended = removed.outcome === 'removed' ? removed.answer.sessionsRemoved : 0;
  return c.redirect(`/administrator?ended=${ended}`, 303);
});
