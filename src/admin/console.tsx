/**
 * The console for operators, under `/admin`: the map of its pages. Guarantees: every page but the sign-in and the assets asks
 * who it is for; whatever goes wrong is a page too, and none repeats what was sent.
 */
import type { Context, Handler, MiddlewareHandler } from 'hono';
import { HonoBase } from 'hono/hono-base';
import { HTTPException } from 'hono/http-exception';
import { matchedRoutes } from 'hono/route';
import { TrieRouter } from 'hono/router/trie-router';
import { readyState } from '../http/health.ts';
import type { HttpEnv } from '../http/http-env.ts';
import { describeFault, logOf } from '../http/log.ts';
import { isProblemCode, PROBLEMS } from '../http/problem.ts';
import type { Readiness, ServicesFactory } from '../http/services.ts';
import { RequestRefused } from '../session/request-refused.ts';
import { StorageUnavailable } from '../session/session-store.ts';
import { assetRoutes } from './assets.ts';
import { addClient, changeClient, newClientPage } from './client-changes.tsx';
import { clientList } from './client-list.tsx';
import { clientPage } from './client-page.tsx';
import type { ConsoleEnv } from './console-env.ts';
import { deliveryList } from './delivery-list.tsx';
import { end, endPreview } from './end.tsx';
import { guards } from './guards.ts';
import { history } from './history.tsx';
import { live } from './live.ts';
import { configured, operatorSessions } from './operator-session.ts';
import { refuseOtherMethods } from './other-methods.ts';
import { overview } from './overview.tsx';
import { person } from './person.tsx';
import { redeliver } from './redeliver.tsx';
import { refusalPage } from './refusal-page.tsx';
import { requireOperator } from './require-operator.ts';
import { withScope } from './require-scope.ts';
import { sessionList } from './session-list.tsx';
import { sessionPage } from './session-page.tsx';
import { signIn, signInPage, signOut } from './sign-in.tsx';

/** Behind the sign-in. A POST that gets here is a form of the operator's own session. */
const PAGES: readonly (readonly ['GET' | 'POST', string, Handler<ConsoleEnv>])[] = [
  ['GET', '/', overview],
  ['GET', '/live', live],
  ['GET', '/sessions', sessionList],
  ['POST', '/sign-out', signOut],
  ['GET', '/deliveries', deliveryList],
  ['POST', '/deliveries', withScope('manage', redeliver)],
  ['GET', '/history', history],
  ['GET', '/clients', withScope('configure', clientList)],
  ['GET', '/clients/new', withScope('configure', newClientPage)],
  ['POST', '/clients/new', withScope('configure', addClient)],
  ['GET', '/clients/client', withScope('configure', clientPage)],
  ['POST', '/clients/client', withScope('configure', changeClient)],
  ['GET', '/sessions/:id', sessionPage],
  ['GET', '/person', person],
  ['GET', '/end', withScope('manage', endPreview)],
  ['POST', '/end', withScope('manage', end)],
];

/** Every path of the console, with each method that it knows. */
const METHODS: readonly (readonly ['GET' | 'POST', string])[] = [
  ...assetRoutes.map(({ path }) => ['GET', path] as const),
  ['GET', '/sign-in'],
  ['POST', '/sign-in'],
  ...PAGES.map(([method, path]) => [method, path] as const),
];

/** To be mounted at `/admin`. */
export function createConsole(services: ServicesFactory, readiness: Readiness): HonoBase<HttpEnv> {
  const app = new HonoBase<ConsoleEnv>({ router: new TrieRouter() });
  for (const [path, routes] of Map.groupBy(METHODS, ([, path]) => path)) {
    app.all(path, refuseOtherMethods(routes.map(([method]) => method)));
  }
  for (const { path, handler } of assetRoutes) app.get(path, handler);
  app.use('*', guards, named, configured, operatorSessions(services));
  app.get('/sign-in', signInPage);
  app.post('/sign-in', signIn);
  app.use('*', requireOperator(services));
  app.use('*', (c, next) => {
    c.set('readiness', () => readyState(c.env, readiness, Date.now()));
    return next();
  });
  for (const [method, path, handler] of PAGES) app.on(method, path, handler);
  app.all('*', (c) => refusalPage(c, NO_SUCH_PAGE));
  app.onError(fault);
  // What the console's requests carry besides is the console's own.
  return app as unknown as HonoBase<HttpEnv>;
}

/** The log line says which page was asked for, also where the answer is a refusal or the way to the sign-in. */
const named: MiddlewareHandler<ConsoleEnv> = (c, next) => {
  const page = matchedRoutes(c).find(({ method }) => method !== 'ALL');
  if (page !== undefined) c.set('route', page.path);
  return next();
};

const NO_SUCH_PAGE = { status: 404, title: 'No such page', detail: 'There is no such page in the console.' } as const;

function fault(thrown: Error, c: Context<ConsoleEnv>) {
  if (thrown instanceof RequestRefused) return refused(thrown, c);
  if (thrown instanceof HTTPException && thrown.status === 413) return refusalPage(c, TOO_LONG);
  if (thrown instanceof StorageUnavailable || thrown instanceof HTTPException) {
    const retryAfter = thrown instanceof StorageUnavailable ? (thrown.retryAfter ?? RETRY_AFTER) : RETRY_AFTER;
    const left = thrown instanceof StorageUnavailable && thrown.mayHaveBeenStored;
    c.header('Retry-After', String(retryAfter));
    return refusalPage(c, { status: 503, title: 'Storage does not answer', detail: left ? LEFT_OPEN : NOT_DONE });
  }
  logOf(c.get('requestId'))('fault', describeFault(thrown));
  return refusalPage(c, { status: 500, title: 'Something went wrong', detail: LEFT_OPEN });
}

const TOO_LONG = { status: 413, title: 'Too long', detail: 'The form holds more than the console takes.' } as const;
const RETRY_AFTER = 2;
const NOT_DONE = 'Nothing was changed. Load the page again in a moment.';
const LEFT_OPEN = 'What was asked for may have been done all the same. Look before you repeat it.';

function refused({ code, errors }: RequestRefused, c: Context<ConsoleEnv>) {
  if (!isProblemCode(code)) return refusalPage(c, { status: 500, title: 'Something went wrong', detail: LEFT_OPEN });
  const { status, title } = PROBLEMS[code];
  const detail =
    code === 'insufficient-scope' ? 'Your token does not have the scope that this asks for.' : 'Nothing was changed.';
  return refusalPage(c, { status, title, detail, errors });
}
