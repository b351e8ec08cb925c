/**
 * The operators' own sessions: our middleware over our store, in the same objects as everybody's. Guarantees: one object call
 * tells who it is; a session that is ended anywhere is over at its next click.
 */
import type { Context, MiddlewareHandler } from 'hono';
import { configurationOf } from '../config.ts';
import { SessionCookie } from '../hono/session-cookie.ts';
import { sessions } from '../hono/sessions.ts';
import { logOf } from '../http/log.ts';
import type { ServicesFactory } from '../http/services.ts';
import { sessionsStore } from '../remote/sessions-store.ts';
import type { SessionsStore } from '../ticket/sessions-store.ts';
import type { ConsoleEnv } from './console-env.ts';
import { type Operator, operatorOf } from './operator.ts';
import { isProven } from './operator-proof.ts';
import { refusalPage } from './refusal-page.tsx';

const COOKIE = 'console';

/** Of an operator who does nothing. */
const IDLE = 60 * 60_000;

/** Who writes the operators' sessions; what an operator does carries the operator's own name. */
const CONSOLE = { actor: 'console', onBehalfOf: null };

/** The configuration of the request; a misconfigured service has no console. */
export const configured: MiddlewareHandler<ConsoleEnv> = async (c, next) => {
  const configuration = configurationOf(c.env);
  if (configuration.outcome === 'misconfigured') return misconfigured(c, configuration.problems);
  c.set('config', configuration.config);
  return next();
};

/** Seconds; a deployment mends a configuration, not a moment. */
const RETRY_AFTER = 60;

function misconfigured(c: Context<ConsoleEnv>, problems: readonly string[]) {
  logOf(c.get('requestId'))('misconfigured', { problems });
  c.header('Retry-After', String(RETRY_AFTER));
  const detail = 'The service is misconfigured; its log says how.';
  return refusalPage(c, { status: 503, title: 'No console at the moment', detail });
}

export function operatorSessions(services: ServicesFactory): MiddlewareHandler<ConsoleEnv> {
  const middleware = sessions<ConsoleEnv['Bindings']>({
    store: (_bindings, c) => storeOf(services, c as unknown as Context<ConsoleEnv>),
    cookie: COOKIE,
    idle: IDLE,
  });
  return middleware as unknown as MiddlewareHandler<ConsoleEnv>;
}

/** Asked anew at each call. */
export async function operatorNow(services: ServicesFactory, c: Context<ConsoleEnv>): Promise<Operator | null> {
  const key = new SessionCookie(COOKIE, 'Lax').keyIn(c.req.header('Cookie') ?? null);
  if (key === null) return null;
  const found = await storeOf(services, c).retrieve(key);
  if (found.outcome !== 'found' || !(await isProven(c, found))) return null;
  return operatorOf(found.ticket, c.get('config').apiTokens);
}

function storeOf(services: ServicesFactory, c: Context<ConsoleEnv>): SessionsStore {
  const { env, executionCtx: ctx } = c;
  const log = logOf(c.get('requestId'));
  return sessionsStore(services({ env, config: c.get('config'), ctx, meter: c.get('meter'), log, by: CONSOLE }));
}
