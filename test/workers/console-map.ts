/** The console's map as the Worker has it: every page behind the sign-in, and an address of each. */
import { createConsole } from '../../src/admin/console.tsx';
import { readiness, servicesOf } from '../../src/compose.ts';

export interface Route {
  readonly method: string;
  /** Within `/admin`. */
  readonly path: string;
}

/** What is for everybody: the way in, and what pages load. */
const OPEN = /^\/(?:sign-in$|assets\/)/;

/** Middleware and the answer for what is not there are for every method. */
export const routes: readonly Route[] = createConsole(servicesOf, readiness)
  .routes.filter(({ method, path }) => method !== 'ALL' && !OPEN.test(path))
  .map(({ method, path }) => ({ method, path }));

export const posts = routes.filter(({ method }) => method === 'POST');
/** Events are no page. */
export const pages = routes.filter(({ method, path }) => method === 'GET' && path !== '/live');

/** What a page is about; hostile as it may be. */
export interface About {
  readonly subjectId: string;
  readonly clientId: string;
  /** Of a session. */
  readonly id: string;
}

export function addressOf({ path }: Route, { subjectId, clientId, id }: About): string {
  const query = new URLSearchParams({ subjectId, ...(path.startsWith('/clients') ? { clientId } : {}) });
  return `/admin${path.replace(/\/$/, '').replace(':id', id)}?${query}`;
}
