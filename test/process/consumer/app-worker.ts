/** Another Worker of the account: signs in by its binding, with the middleware, and reads what it did with the client. */
import { boundSessions, createClient, type SessionsBinding, sessionsStore } from 'edge-sessions/client';
import { sessions } from 'edge-sessions/hono';
import { Hono } from 'hono';

interface Env {
  readonly SESSIONS: SessionsBinding;
  readonly SERVICE: Fetcher;
  readonly TOKEN: string;
}

const app = new Hono<{ Bindings: Env }>()
  .use(sessions<Env>({ store: ({ SESSIONS }) => sessionsStore(boundSessions(SESSIONS)), cookie: 'app' }))
  .post('/in', async (c) => c.text((await c.var.session.signIn({ claims: [{ type: 'sub', value: 'alice' }] })).outcome))
  .get('/', async (c) => {
    const me = await c.var.session.authenticate();
    const { SERVICE, TOKEN: token } = c.env;
    const client = createClient({ baseUrl: 'https://sessions', token, fetch: (url, init) => SERVICE.fetch(url, init) });
    const filter = { subjectId: me?.session.subjectId ?? 'nobody', sessionId: null };
    const found = await client.store.getSessions(filter);
    return c.json([me?.session.subjectId ?? null, found.outcome === 'found' ? found.sessions.length : found.outcome]);
  });

export default app;
