/**
 * 405 for a method that no link and no form sends, `OPTIONS` before all. Contract: "Access", "Answers". Guarantees: answered
 * before anybody is asked to sign in, as a problem: no page leads to it.
 */
import type { MiddlewareHandler } from 'hono';
import { problemResponse } from '../http/problem.ts';
import type { ConsoleEnv } from './console-env.ts';

/** `methods`: what the path knows. */
export function refuseOtherMethods(methods: readonly ('GET' | 'POST')[]): MiddlewareHandler<ConsoleEnv> {
  const allow = methods.flatMap((method) => (method === 'GET' ? ['GET', 'HEAD'] : [method])).join(', ');
  return async (c, next) => {
    if (['GET', 'HEAD', 'POST'].includes(c.req.method)) return next();
    const code = 'method-not-allowed';
    c.set('code', code);
    return problemResponse({ code, detail: `Allowed here: ${allow}.`, headers: { Allow: allow } }, c.get('requestId'));
  };
}
