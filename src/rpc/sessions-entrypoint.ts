/**
 * The service for other Workers of the account, by a service binding: the same stores with the same outcomes as over HTTP.
 * Who may do what is in the binding's `props`, `{name, scopes}`: absent means nothing, and every call is refused. The account is the
 * trust boundary: whoever can deploy a Worker to it can give a binding any props.
 */
import { WorkerEntrypoint } from 'cloudflare:workers';
import type { Env } from '../config.ts';
import type { ServicesFactory } from '../http/services.ts';
import { sessionsOver } from '../remote/sessions.ts';
import { actorOf } from './binding-props.ts';
import { rpcExchange } from './rpc-exchange.ts';
import { SessionsTarget } from './sessions-target.ts';

/** The class to export; what it needs from above is handed in (`index.ts`). */
export function sessionsEntrypoint(services: ServicesFactory) {
  return class Sessions extends WorkerEntrypoint<Env, unknown> {
    get store() {
      return this.#target().store;
    }
    get tickets() {
      return this.#target().tickets;
    }
    get management() {
      return this.#target().management;
    }
    get coordination() {
      return this.#target().coordination;
    }
    get grants() {
      return this.#target().grants;
    }
    get clients() {
      return this.#target().clients;
    }

    onBehalfOf(person: string) {
      return this.#target(person);
    }

    #target(onBehalfOf?: string): SessionsTarget {
      const { env, ctx } = this;
      return new SessionsTarget(
        sessionsOver(rpcExchange(services, { env, ctx, actor: actorOf(ctx.props), onBehalfOf })),
      );
    }
  };
}
