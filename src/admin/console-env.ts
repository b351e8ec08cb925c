/** What a request of the console carries: what every request carries, the operator's session, and who the operator is. */
import type { Env } from '../config.ts';
import type { RequestSession } from '../hono/request-session.ts';
import type { HttpEnv } from '../http/http-env.ts';
import type { ReadyParts } from '../http/services.ts';
import type { SessionService } from '../remote/sessions.ts';
import type { Operator } from './operator.ts';

export interface ConsoleEnv {
  Bindings: Env;
  Variables: HttpEnv['Variables'] & {
    session: RequestSession;
    /** Set behind the sign-in (`require-operator.ts`), as is the rest. */
    operator: Operator;
    /** Who the session says the operator is at this moment, and null where it is over: for what stays open. */
    operatorNow: () => Promise<Operator | null>;
    /** As `/readyz` tells it. */
    readiness: () => Promise<ReadyParts>;
    /** The service as the operator may use it: every call is an operation of the HTTP contract, with its scopes. */
    service: Pick<SessionService, 'store' | 'tickets' | 'grants' | 'management' | 'clients'>;
  };
}
