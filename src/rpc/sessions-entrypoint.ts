/**
 * The service for other Workers of the account, by a service binding. Who may do what is in the binding's `props`, `{name, scopes}`:
 * absent means nothing, and every call is refused. The account is the trust boundary: whoever can deploy a Worker to it can give a
 * binding any props. One method carries every operation; the stores are made of it where they are used (`boundSessions` of
 * `edge-sessions/client`), so that the service does not hold each store a second time.
 */
import { WorkerEntrypoint } from 'cloudflare:workers';
import type { Env } from '../config.ts';
import type { ServicesFactory } from '../http/services.ts';
import type { BoundAnswer, SessionsBinding } from '../remote/binding.ts';
import { Meter } from '../session/cost.ts';
import { actorOf } from './binding-props.ts';
import { boundCall } from './bound-call.ts';

type SessionsClass = new (ctx: ExecutionContext, env: Env) => WorkerEntrypoint<Env, unknown> & SessionsBinding;

/** The class to export; what it needs from above is handed in (`index.ts`). */
export function sessionsEntrypoint(services: ServicesFactory): SessionsClass {
  return class Sessions extends WorkerEntrypoint<Env, unknown> implements SessionsBinding {
    call(request: unknown): Promise<BoundAnswer> {
      const { env, ctx } = this;
      const caller = { env, ctx, actor: actorOf(ctx.props), meter: new Meter(), way: 'RPC' };
      return boundCall(services, caller, request);
    }
  };
}
