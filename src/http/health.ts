/**
 * `/healthz` and `/readyz`. Contract: "Operations".
 * Guarantees: readiness is asked at most every 5 seconds in an isolate, whoever asks; it tells no more than ok or
 * failing, and the ids of ticket keys that are missing.
 */
import { configurationOf, type Env } from '../config.ts';
import type { Health, Readiness, ReadyParts } from './services.ts';

interface State extends ReadyParts {
  readonly status: Health;
}

const MAX_AGE = 5_000;
const known = new WeakMap<Env, { readonly at: number; readonly state: State }>();

const json = (body: object, status: 200 | 503): Response =>
  Response.json(body, { status, headers: { 'Cache-Control': 'no-store' } });

export const healthz = (): Response => json({ status: 'ok' }, 200);

export async function readyz(env: Env, readiness: Readiness, now: number): Promise<Response> {
  const state = await readyState(env, readiness, now);
  return json(state, state.status === 'ok' ? 200 : 503);
}

/** `now` in milliseconds. */
export async function readyState(env: Env, readiness: Readiness, now: number): Promise<State> {
  const last = known.get(env);
  const fresh = last !== undefined && now - last.at < MAX_AGE;
  const state = fresh ? last.state : await ask(env, readiness);
  if (!fresh) known.set(env, { at: now, state });
  return state;
}

async function ask(env: Env, readiness: Readiness): Promise<State> {
  const { d1, object, keys: found, missingTicketKeys = [] } = await readiness(env);
  const keys = configurationOf(env).outcome === 'configured' && missingTicketKeys.length === 0 ? found : 'failing';
  const status = [d1, object, keys].every((health) => health === 'ok') ? 'ok' : 'failing';
  return { status, d1, object, keys, ...(missingTicketKeys.length === 0 ? {} : { missingTicketKeys }) };
}
