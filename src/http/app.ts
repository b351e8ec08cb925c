/**
 * The HTTP API: every operation, the pages around them, and the order in which a request is checked. Contract:
 * "Everywhere" and "Operations".
 * Guarantees: under `/v1` 401 comes before 404, 404 before 405, 405 before all that an operation checks (`serve.ts`); HEAD
 * is answered wherever GET is; every answer that is no success is a problem (RFC 9457).
 */
import type { Context, Handler, MiddlewareHandler } from 'hono';
import { HonoBase } from 'hono/hono-base';
import { TrieRouter } from 'hono/router/trie-router';
import { configurationOf } from '../config.ts';
import { tokenOf, unauthorized } from './access.ts';
import { docsPage } from './docs-page.ts';
import { envelope } from './envelope.ts';
import { healthz, readyz } from './health.ts';
import { homePage } from './home-page.ts';
import type { HttpEnv } from './http-env.ts';
import { describeFault, logOf } from './log.ts';
import { misconfigured } from './misconfigured.ts';
import { openApiDocument } from './openapi-document.ts';
import type { Operation } from './operation.ts';
import { OPERATIONS } from './operations.ts';
import { pathParameters } from './path-parameters.ts';
import { NO_SUCH_PATH } from './perform.ts';
import { isProblemCode, unavailable } from './problem.ts';
import { problemPage } from './problem-page.ts';
import { refuse, serve } from './serve.ts';
import type { Readiness, ServicesFactory } from './services.ts';
import { keySet, openIdConfiguration } from './well-known.ts';

/**
 * The app. `console` is what answers under `/admin`. `services` is called for a request that is served, `readiness` by `/readyz`. Its router is the one that knows
 * every pattern: Hono's default brings a second one along, which costs 4 KiB and compiles all routes at the first request.
 */
export function createApp(
  services: ServicesFactory,
  readiness: Readiness,
  console?: HonoBase<HttpEnv>,
): HonoBase<HttpEnv> {
  const app = new HonoBase<HttpEnv>({ router: new TrieRouter() });
  app.use('*', envelope);
  app.use('/v1/*', access);

  const routes = [
    ...OPERATIONS.map((operation) => ({ ...operation, handler: serve(operation, services) })),
    ...PAGES.map(({ path, handler }) => ({ method: 'GET', path, handler })),
    { method: 'GET', path: '/readyz', handler: (c: Context<HttpEnv>) => readyz(c.env, readiness, Date.now()) },
  ];
  for (const [path, methods] of literalFirst(Map.groupBy(routes, (route) => route.path))) {
    for (const { method, handler } of methods) app.on(method, path, handler);
    app.all(path, methodNotAllowed(path, methods));
  }
  if (console !== undefined) app.route('/admin', console);
  app.notFound((c) => refuse(c, NO_SUCH_PATH));
  app.onError((fault, c) => {
    logOf(c.get('requestId'))('fault', describeFault(fault));
    return refuse(c, unavailable('The request could not be completed.', false, 2));
  });
  return app;
}

const PAGES: readonly { readonly path: string; readonly handler: Handler<HttpEnv> }[] = [
  { path: '/', handler: homePage },
  { path: '/healthz', handler: healthz },
  { path: '/openapi.json', handler: async () => Response.json(await openApiDocument()) },
  { path: '/docs', handler: docsPage },
  { path: '/.well-known/jwks.json', handler: keySet },
  { path: '/.well-known/openid-configuration', handler: openIdConfiguration },
  {
    path: '/problems/:code',
    handler: (c) => {
      const code = c.req.param('code') ?? '';
      return isProblemCode(code)
        ? problemPage(code)
        : refuse(c, { code: 'not-found', detail: 'There is no problem with this code.' });
    },
  },
];

/** A path without parameters wins over one that would match it too, for every method (OpenAPI 3.1, "Path Templating"). */
const literalFirst = <T>(routes: Map<string, T>): [string, T][] =>
  [...routes].sort(([a], [b]) => Number(a.includes(':')) - Number(b.includes(':')));

/** 401 for all of `/v1`, whether the path exists or not; 503 where nobody's token can be known. */
const access: MiddlewareHandler<HttpEnv> = async (c, next) => {
  const configuration = configurationOf(c.env);
  if (configuration.outcome === 'misconfigured') return misconfigured(c, configuration.problems);
  const authorization = c.req.header('Authorization') ?? null;
  const actor = await tokenOf(authorization, configuration.config.apiTokens);
  if (actor === undefined) return refuse(c, unauthorized(authorization));
  c.set('config', configuration.config);
  c.set('actor', actor);
  return next();
};

interface Route extends Pick<Operation, 'pathExists'> {
  readonly method: string;
}

function methodNotAllowed(path: string, routes: readonly Route[]): Handler<HttpEnv> {
  const allow = routes.flatMap(({ method }) => (method === 'GET' ? ['GET', 'HEAD'] : [method])).join(', ');
  const parameters = (c: Context<HttpEnv>) => pathParameters(path, c.req.raw.url);
  return (c) => {
    c.set('route', path);
    if (routes.some(({ pathExists }) => pathExists?.(parameters(c)) === false)) return refuse(c, NO_SUCH_PATH);
    return refuse(c, { code: 'method-not-allowed', detail: `Allowed here: ${allow}.`, headers: { Allow: allow } });
  };
}
