/**
 * What every answer carries: `X-Request-Id`, headers that keep browsers from guessing, under `/v1` also `Cache-Control:
 * no-store` and `Server-Timing`; and one log line per request. Contract: "Answers".
 */
import type { MiddlewareHandler } from 'hono';
import { type Cost, Meter } from '../session/cost.ts';
import type { HttpEnv } from './http-env.ts';
import { logOf } from './log.ts';
import { requestIdOf } from './request-id.ts';

export const envelope: MiddlewareHandler<HttpEnv> = async (c, next) => {
  const requestId = requestIdOf(c.req.header('X-Request-Id') ?? null);
  const meter = new Meter();
  c.set('requestId', requestId);
  c.set('meter', meter);
  await next();
  const { headers, status } = c.res;
  headers.set('X-Request-Id', requestId);
  headers.set('X-Content-Type-Options', 'nosniff');
  headers.set('Referrer-Policy', 'no-referrer');
  if (isApi(c.req.path)) {
    headers.set('Cache-Control', 'no-store');
    headers.set('Server-Timing', serverTiming(meter.total));
  }
  logOf(requestId)('request', {
    method: c.req.raw.method,
    route: c.get('route') ?? null,
    status,
    code: c.get('code') ?? null,
    actor: c.get('actor')?.name ?? null,
    id: c.get('sessionId') ?? null,
    cost: meter.total,
  });
};

export const isApi = (path: string): boolean => path === '/v1' || path.startsWith('/v1/');

const serverTiming = ({ object, d1, read, written }: Cost): string =>
  `object;desc=${object}, d1;desc=${d1}, read;desc=${read}, written;desc=${written}`;
