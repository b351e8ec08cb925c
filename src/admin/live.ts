/**
 * Server-sent events for a page that is open: `/admin/live?view=…`. Guarantees: each look asks again whether the operator's
 * session lives and its token is configured, and ends with it; only what has changed is sent; a stream ends by itself while the
 * D1 statements of its invocation are below what the platform allows (50 on the free plan), and the browser connects again; it
 * does not keep the operator signed in (`require-operator.ts`).
 */
import type { Context } from 'hono';
import { logOf } from '../http/log.ts';
import type { ConsoleEnv } from './console-env.ts';
import { type LiveEnd, liveEvents } from './live-events.ts';
import { looksAtOverview } from './live-overview.tsx';
import { looksAtSessions } from './live-sessions.ts';
import { refusalPage } from './refusal-page.tsx';
import { queryOf } from './session-query.ts';

/** Each looks for one stream. */
const VIEWS: Readonly<Record<string, (c: Context<ConsoleEnv>) => () => Promise<string | null>>> = {
  overview: looksAtOverview,
  sessions: (c) => {
    const { query, filter } = queryOf(c);
    return looksAtSessions({
      management: c.get('service').management,
      cost: c.get('meter'),
      query: { ...query, totals: c.req.query('totals') !== 'false' },
      gone: Object.values(filter).every((value) => value === null) ? 'ended' : 'not listed any more',
    });
  },
};

export function live(c: Context<ConsoleEnv>): Response | Promise<Response> {
  const view = c.req.query('view') ?? '';
  const looks = Object.hasOwn(VIEWS, view) ? VIEWS[view] : undefined;
  if (looks === undefined) {
    return refusalPage(c, { status: 404, title: 'No such view', detail: 'Nothing of this name is live.' });
  }
  const gone = new AbortController();
  const events = liveEvents({
    isOperator: async () => (await c.get('operatorNow')()) !== null,
    look: looks(c),
    cost: c.get('meter'),
    known: c.req.header('Last-Event-ID') ?? null,
    wait: (milliseconds) => scheduler.wait(milliseconds, { signal: gone.signal }).catch(() => undefined),
    isGone: () => gone.signal.aborted,
    ended: (how: LiveEnd) => logOf(c.get('requestId'))('live', { view, ...how, cost: c.get('meter').total }),
  });
  const utf8 = new TextEncoder();
  const body = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const { done, value } = await events.next();
        if (done) controller.close();
        else controller.enqueue(utf8.encode(value));
      },
      async cancel() {
        gone.abort();
        await events.return();
      },
    },
    // Nothing is looked at before it is asked for: HEAD costs nothing.
    { highWaterMark: 0 },
  );
  return new Response(body, {
    headers: { 'Content-Type': 'text/event-stream; charset=utf-8', 'Cache-Control': 'no-store' },
  });
}
