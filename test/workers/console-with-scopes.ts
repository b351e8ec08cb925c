/** The console under another configuration of the token `all`, as after a deployment; the storage is that of every test. */
import { createExecutionContext } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { createConsole } from '../../src/admin/console.tsx';
import { readiness, servicesOf } from '../../src/compose.ts';
import type { Env, Scope } from '../../src/config.ts';
import { createApp } from '../../src/http/app.ts';

const bindings = env as unknown as Env;

/** `scopes` of the token; null: it has left the configuration. */
export function consoleWithScopes(scopes: readonly Scope[] | null, changes: object = {}) {
  const app = createApp(servicesOf, readiness, createConsole(servicesOf, readiness));
  const tokens = JSON.parse(bindings.API_TOKENS ?? '') as { name: string }[];
  const kept = tokens.flatMap((token) => (token.name !== 'all' ? [token] : scopes ? [{ ...token, scopes }] : []));
  const changed = { ...bindings, API_TOKENS: JSON.stringify(kept), ...changes };
  return async (request: Request) => app.fetch(request, changed, createExecutionContext());
}
