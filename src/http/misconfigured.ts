/** What a misconfigured service answers wherever the configuration decides: 503, and a log event that says what is wrong. */
import type { Context } from 'hono';
import type { HttpEnv } from './http-env.ts';
import { logOf } from './log.ts';
import { unavailable } from './problem.ts';
import { refuse } from './serve.ts';

/** Seconds; a deployment mends a configuration, not a moment. */
const RETRY_AFTER = 60;

export function misconfigured(c: Context<HttpEnv>, problems: readonly string[]): Response {
  logOf(c.get('requestId'))('misconfigured', { problems });
  return refuse(c, unavailable('The service is misconfigured; its log says how.', false, RETRY_AFTER));
}
