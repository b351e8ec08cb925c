/**
 * Grants of sessions in a random run: what was stored, and what removals should have taken. Guarantees: a grant that a removal
 * named, and that was there when it began, is gone when all is quiet; one that is gone, or was refused, has a cause.
 */

import { type GrantKind, kindOf } from '../../../src/grant/grant.ts';
import { grantIdOf } from '../../../src/session/keys.ts';
import type { Actor } from '../harness/actor.ts';
import type { Named } from '../harness/answer.ts';
import type { ChaosEnv } from '../harness/environment.ts';
import { Grants } from '../harness/grants.ts';
import { allHistory, grantRows } from '../harness/index-state.ts';
import { now } from '../harness/virtual-clock.ts';
import type { World } from './quiet.ts';

interface Token {
  readonly id: string;
  readonly subject: string;
  readonly sid: string;
  readonly client: string;
  readonly type: string;
  readonly outcome: string;
  readonly indexed: boolean;
  /** In steps of the run. */
  readonly answered: number;
  readonly heard: number;
}

/** RemoveSessions, or another removal that takes grants: what it names. */
export interface Taking {
  readonly subject: string | null;
  readonly sid: string | null;
  readonly byIds: boolean;
  readonly kinds: readonly GrantKind[];
  readonly clientIds: readonly string[] | null;
  readonly except: readonly string[];
}

interface Removal extends Taking {
  readonly invoked: number;
  readonly began: number;
  done: boolean;
}

/** Many margins of the fence. */
const A_WHILE = 1_000;

export class Tokens {
  readonly #env: ChaosEnv;
  #tokens: Token[] = [];
  #removals: Removal[] = [];
  /** Subjects and sids of which a session has ended, ever. */
  readonly #ended = new Set<string>();
  #step = 0;

  constructor(env: ChaosEnv) {
    this.#env = env;
  }

  async store(actor: Actor, token: Pick<Token, 'subject' | 'sid' | 'client' | 'type'>, key: Named): Promise<void> {
    const { subject: subjectId, sid: sessionId, client: clientId, type } = token;
    const stored = await new Grants(actor).store(key, { subjectId, sessionId, clientId, type, data: key.key });
    const indexed = 'indexed' in stored && stored.indexed;
    const id = await grantIdOf(key.key);
    this.#tokens.push({ ...token, id, outcome: stored.outcome, indexed, answered: this.#step++, heard: now() });
  }

  async removal<T extends { readonly outcome: string }>(taking: Taking, ask: () => Promise<T>): Promise<T> {
    const removal: Removal = { ...taking, invoked: this.#step++, began: now(), done: false };
    this.#removals.push(removal);
    const answer = await ask();
    removal.done = answer.outcome === 'removed' || answer.outcome === 'deleted';
    return answer;
  }

  /** When all is quiet. */
  async broken(world: World): Promise<readonly string[]> {
    const found: string[] = [];
    for (const { subject, sid } of await allHistory(this.#env.INDEX)) this.#ended.add(pair(subject, sid));
    const live = new Map(
      [...world].flatMap(([route, { grants }]) => grants.map((grant) => [grant.id, route] as const)),
    );
    for (const token of this.#tokens) {
      const missed = this.#removals.find((removal) => live.has(token.id) && isTaken(token, removal));
      if (missed) found.push(`lives though it was removed: ${JSON.stringify({ token, missed })}`);
      const gone = token.outcome === 'grant-revoked' || (token.outcome === 'created' && !live.has(token.id));
      const named = this.#removals.some((removal) => mayTake(token, removal));
      if (gone && !named && !this.#ended.has(pair(token.subject, token.sid))) {
        found.push(`gone without a cause: ${JSON.stringify(token)}`);
      }
    }
    found.push(...(await this.#differences(live)));
    this.#tokens = this.#tokens.filter(({ id, outcome }) => live.has(id) && outcome === 'created');
    this.#removals = [];
    return found;
  }

  async #differences(live: ReadonlyMap<string, string>): Promise<readonly string[]> {
    const rows = (await grantRows(this.#env.INDEX)).filter(({ state }) => state === 'live');
    const shown = new Map(rows.map(({ id, route }) => [id, route]));
    return [
      ...[...live].filter(([id, route]) => shown.get(id) !== route).map(([id]) => `the index lacks the grant ${id}`),
      ...[...shown].filter(([id]) => !live.has(id)).map(([id]) => `a grant in the index that nobody has: ${id}`),
    ];
  }
}

const pair = (subject: string, sid: string): string => JSON.stringify([subject, sid]);

/** Surely: it was there, and the removal names it. */
function isTaken(token: Token, { done, invoked, began, byIds, ...taking }: Removal): boolean {
  if (!done || byIds || token.outcome !== 'created' || token.answered > invoked || !names(token, taking)) return false;
  return taking.subject !== null || token.indexed || began - token.heard > A_WHILE;
}

const mayTake = (token: Token, { byIds, ...taking }: Removal): boolean => byIds || names(token, taking);

function names({ subject, sid, client, type }: Token, of: Omit<Taking, 'byIds'>): boolean {
  return (
    (of.subject === null || of.subject === subject) &&
    (of.sid === null || of.sid === sid) &&
    of.kinds.includes(kindOf(type)) &&
    (of.clientIds === null || of.clientIds.includes(client)) &&
    !of.except.includes(sid)
  );
}
