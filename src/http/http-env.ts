/** What a request carries through the app: Hono's bindings and variables. */
import type { ApiToken, Config, Env } from '../config.ts';
import type { Meter } from '../session/cost.ts';

export interface HttpEnv {
  Bindings: Env;
  Variables: {
    requestId: string;
    meter: Meter;
    /** Set under `/v1` once the token is known. */
    config: Config;
    actor: ApiToken;
    /** What the log line tells besides: the pattern of the route, the problem, the public id of the session. */
    route: string;
    code: string;
    sessionId: string;
  };
}
