/** What a request carries through the app: Hono's bindings and variables. */
import type { Config, Env } from '../config.ts';
import type { Meter } from '../session/cost.ts';
import type { Actor } from './access.ts';

export interface HttpEnv {
  Bindings: Env;
  Variables: {
    requestId: string;
    meter: Meter;
    /** Set under `/v1` once the token is known. */
    config: Config;
    actor: Actor;
    /** What the log line tells besides: the pattern of the route, the problem, the public id of the session. */
    route: string;
    code: string;
    sessionId: string;
  };
}
