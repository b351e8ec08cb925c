/**
 * Performs one operation for somebody who is known, however the request came: over HTTP (`serve.ts`) or RPC. Guarantees: whoever
 * lacks a scope learns that and nothing else; a fault is a problem that says whether something may have been stored.
 */
import type { Config, Env, Scope } from '../config.ts';
import type { Meter } from '../session/cost.ts';
import { StorageUnavailable } from '../session/session-store.ts';
import { type Actor, holds, insufficientScope } from './access.ts';
import { describeFault, type Log } from './log.ts';
import type { Call, Operation, Reply } from './operation.ts';
import { asksFor } from './parameter.ts';
import { type Problem, unavailable } from './problem.ts';
import type { ServicesFactory } from './services.ts';

export interface Caller {
  readonly env: Env;
  readonly config: Config;
  readonly ctx: Pick<ExecutionContext, 'waitUntil'>;
  readonly meter: Meter;
  readonly log: Log;
  readonly actor: Actor;
}

const RETRY_AFTER = 2;

export const NO_SUCH_PATH: Problem = { code: 'not-found', detail: 'There is no such path.' };

/**
 * Why a request is not looked at: its path names nothing that can exist, or the actor may not do this. Null: it is. `query` is as
 * sent.
 */
export function accessProblem(operation: Operation, path: Call['path'], query: string, actor: Actor): Problem | null {
  if (operation.pathExists?.(path) === false) return NO_SUCH_PATH;
  const missing = scopesOf(operation, query).find((scope) => !holds(actor, scope));
  return missing === undefined ? null : insufficientScope(missing);
}

const scopesOf = ({ scope, alsoAsks }: Operation, query: string): readonly Scope[] =>
  alsoAsks !== undefined && asksFor(query, alsoAsks.parameter, alsoAsks.value) ? [scope, alsoAsks.scope] : [scope];

/** Relies on the actor having the scope. */
export async function perform(
  operation: Operation,
  services: ServicesFactory,
  { actor, ...request }: Caller,
  call: Omit<Call, 'services' | 'actor'>,
): Promise<Reply> {
  try {
    return await operation.reply({
      ...call,
      actor,
      services: (onBehalfOf) => services({ ...request, by: { actor: actor.name, onBehalfOf } }),
    });
  } catch (fault) {
    return { problem: faultProblem(request.log, operation, fault) };
  }
}

/** Whatever is thrown: the log tells what is known, the caller whether to look before repeating. */
function faultProblem(log: Log, { name, writes }: Operation, fault: unknown): Problem {
  if (fault instanceof StorageUnavailable) {
    const { message, mayHaveBeenStored, retryAfter, cause } = fault;
    log('storage-unavailable', { operation: name, message, mayHaveBeenStored, cause: describeFault(cause).name });
    return unavailable('Storage did not answer.', mayHaveBeenStored, retryAfter);
  }
  log('fault', { operation: name, ...describeFault(fault) });
  return unavailable('The request could not be completed.', writes, RETRY_AFTER);
}
