/** What a request of the console carries: what every request carries, the operator's session, and who the operator is. */
import type { Env } from '../config.ts';
import type { RequestSession } from '../hono/request-session.ts';
import type { HttpEnv } from '../http/http-env.ts';
import type { SessionService } from '../remote/sessions.ts';
import type { Operator } from './operator.ts';

export interface ConsoleEnv {
  Bindings: Env;
  Variables: HttpEnv['Variables'] & {
    session: RequestSession;
    /** Set behind the sign-in (`require-operator.ts`), as is `service`. */
    operator: Operator;
    /** The service as the operator may use it: every call is an operation of the HTTP contract, with its scopes. */
    service: Pick<SessionService, 'store' | 'tickets' | 'grants' | 'management' | 'clients'>;
  };
}
