/** What a program on any runtime may rely on, for the compiler; where it must object, it is asked to. */
import {
  createClient,
  type Sessions,
  type SessionsStore,
  StorageUnavailable,
  sessionsStore,
} from 'edge-sessions/client';
import { backChannelLogout, sessionEndpoints, sessions } from 'edge-sessions/hono';
import { MemorySessions, MemoryStore } from 'edge-sessions/memory';
import { Hono } from 'hono';

const client = createClient({ baseUrl: 'https://sessions.example', token: async () => 'token', timeout: 1_000 });
const support: Sessions = client.onBehalfOf('ada@support.example');
const stores: readonly SessionsStore[] = [sessionsStore(client), new MemorySessions()];

export async function subjectOf(key: string): Promise<string | null> {
  try {
    const found = await support.tickets.retrieve(key);
    // @ts-expect-error an outcome has to be looked at first
    found.session;
    return found.outcome === 'found' ? found.session.subjectId : null;
  } catch (fault) {
    if (fault instanceof StorageUnavailable && !fault.mayHaveBeenStored) return null;
    throw fault;
  }
}

// @ts-expect-error a store has no such member
new MemoryStore().toString(1).session;

// @ts-expect-error a token is missing
createClient({ baseUrl: 'https://sessions.example' });

const store = () => stores[0] ?? new MemorySessions();

export const app = new Hono()
  .use(sessions({ store, cookie: 'app' }))
  .get('/', async (c) => c.text((await c.var.session.authenticate())?.session.subjectId ?? 'nobody'))
  // @ts-expect-error the session has no such member
  .get('/wrong', (c) => c.text(c.var.session.whoever))
  .route(
    '/session',
    sessionEndpoints({
      login: (c, returnTo) => c.redirect(returnTo),
      backChannelLogout: backChannelLogout({
        store,
        issuer: 'https://op.example',
        clientId: 'app',
        jwksUri: 'https://op.example/jwks',
      }),
    }),
  );
