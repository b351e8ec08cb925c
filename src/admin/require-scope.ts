/** Pages that ask for more than the sign-in does. Guarantees: whoever lacks the scope gets 403 before anything is looked at. */
import type { Handler } from 'hono';
import type { Scope } from '../config.ts';
import { RequestRefused } from '../session/request-refused.ts';
import type { ConsoleEnv } from './console-env.ts';
import { may } from './operator.ts';

export const withScope =
  (scope: Scope, handler: Handler<ConsoleEnv>): Handler<ConsoleEnv> =>
  (c, next) => {
    if (!may(c.get('operator'), scope)) throw new RequestRefused('insufficient-scope', `this asks for ${scope}`);
    return handler(c, next);
  };
