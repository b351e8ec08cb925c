/**
 * The service as an operator may use it, without leaving the Worker: every call is an operation of the HTTP contract, with its
 * scopes, limits and outcomes, and one line in the log where it has a `way`. Guarantees: what it costs is added to the page's own meter.
 */
import type { Context } from 'hono';
import type { ServicesFactory } from '../http/services.ts';
import { boundSessions } from '../remote/bound-sessions.ts';
import type { Sessions } from '../remote/sessions.ts';
import { boundCall } from '../rpc/bound-call.ts';
import type { ConsoleEnv } from './console-env.ts';
import type { Operator } from './operator.ts';

export function inService(
  services: ServicesFactory,
  c: Context<ConsoleEnv>,
  operator: Operator,
  way: 'console' | null,
): Sessions {
  const caller = { env: c.env, ctx: c.executionCtx, actor: operator, meter: c.get('meter'), way };
  return boundSessions({ call: (request) => boundCall(services, caller, request) }).onBehalfOf(operator.person);
}
