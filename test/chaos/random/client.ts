/**
 * One of the clients: asks for one thing after the other, whatever it is answered, and writes it down. A tenth of its
 * guesses are wrong; every second client never forgets where it saw a session last.
 */

import type { GrantKind } from '../../../src/grant/grant.ts';
import { RouteCache } from '../../../src/store/route-cache.ts';
import { Actor, minted, named } from '../harness/actor.ts';
import type { Answer, Removed, Swept, Written } from '../harness/answer.ts';
import { remembersNothing } from '../harness/cold-routes.ts';
import type { ChaosEnv } from '../harness/environment.ts';
import { allDeliveries } from '../harness/index-state.ts';
import { hours, now } from '../harness/virtual-clock.ts';
import type { Dice } from './dice.ts';
import type { History } from './history.ts';
import type { Content } from './model.ts';
import { type Notices, TELLS, TELLS_PLAIN } from './notices.ts';
import type { Population } from './population.ts';
import type { Tokens } from './tokens.ts';

const MIX = {
  create: 24,
  createEvicting: 2,
  createRepeated: 3,
  get: 14,
  update: 12,
  move: 14,
  renew: 12,
  touch: 8,
  delete: 10,
  signOut: 4,
  logout: 2,
  removal: 4,
  removalOfSid: 2,
  removalOfIds: 2,
  leaving: 1,
  grant: 6,
  redeliver: 2,
  sweepSubject: 2,
  sweepLogin: 2,
  sweepSid: 3,
  query: 2,
  cron: 2,
} as const;

export class Client {
  readonly #dice: Dice;
  readonly #population: Population;
  readonly #actor: Actor;
  readonly #strict: Actor;
  readonly #evicting: Actor;
  readonly #tokens: Tokens;
  readonly #notices: Notices;
  readonly #env: ChaosEnv;
  #values = 0;
  readonly #name: string;

  constructor(
    env: ChaosEnv,
    name: string,
    dice: Dice,
    { population, tokens, notices }: { population: Population; tokens: Tokens; notices: Notices },
    remembers: boolean,
  ) {
    this.#name = name;
    this.#dice = dice;
    this.#population = population;
    const routes = remembers ? new RouteCache() : remembersNothing;
    this.#actor = new Actor(env, routes);
    this.#strict = new Actor(env, routes);
    this.#strict.limit = { count: 4, policy: 'deny' };
    this.#evicting = new Actor(env, routes);
    this.#evicting.limit = { count: 6, policy: 'evict-oldest' };
    this.#tokens = tokens;
    this.#notices = notices;
    this.#env = env;
  }

  async ask(history: History): Promise<void> {
    const dice = this.#dice;
    const actor = this.#actor;
    const { keys, subjects, sids } = this.#population;
    const key = dice.of(keys);
    const { id } = key;
    const guess = dice.chance(0.1) ? dice.of(subjects) : undefined;
    const what = dice.weighted(MIX);
    switch (what) {
      case 'create': {
        const content = this.#content(dice.of(subjects));
        const creator = dice.chance(0.2) ? this.#strict : actor;
        const respondAsync = dice.chance(0.1);
        await history.record(id, { do: 'create', content, respondAsync }, () =>
          creator.create(key, content, { respondAsync }),
        );
        break;
      }
      case 'createEvicting': {
        const content = this.#content(dice.of(subjects));
        const evict = { do: 'evict', subject: content.subject, by: id } as const;
        await history.record(null, evict, () =>
          history.record(id, { do: 'create', content }, () => this.#evicting.create(key, content)),
        );
        break;
      }
      case 'createRepeated': {
        const content = this.#content(dice.of(subjects));
        const create = () => actor.create(key, content, { repeat: content.value });
        await history.record(id, { do: 'create', content }, async () => {
          const first = await create();
          return isUnclear(first) ? answered(await create()) : first;
        });
        break;
      }
      case 'get':
        await history.record(id, { do: 'get' }, () => actor.get(key, { guess }));
        break;
      case 'update': {
        const found = await actor.get(key, { guess });
        const content = this.#content(found.outcome === 'found' ? found.subject : dice.of(subjects));
        const conditional = found.outcome === 'found' && dice.chance(0.3);
        const options = { guess, ...(conditional && { ifMatch: [found.revision] }) };
        const action = { do: 'update', content, ...(conditional && { expects: found.value }) } as const;
        await history.record(id, action, () => actor.update(key, content, options));
        break;
      }
      case 'signOut':
        await history.record(id, { do: 'delete' }, () => actor.signOut(key));
        break;
      case 'logout': {
        const [subject, sid] = [dice.of(subjects), dice.of(sids)];
        await history.record(null, { do: 'sweep', subject, sid }, async () =>
          sweptBy(await this.#taking(subject, sid, () => actor.logout(subject, sid))),
        );
        break;
      }
      case 'removal':
      case 'removalOfSid':
      case 'removalOfIds':
      case 'leaving':
        await this.#remove(what, history);
        break;
      case 'grant': {
        const subject = dice.of(subjects);
        const chosen = `${this.#name} grant ${this.#values++}`;
        await this.#tokens.store(
          actor,
          {
            subject,
            sid: dice.of(sids),
            client: dice.of(this.#notices.all),
            type: dice.of(['refresh_token', 'reference_token', 'user_consent', 'special']),
          },
          dice.chance(0.5) ? await minted(subject) : await named(chosen),
        );
        break;
      }
      case 'redeliver': {
        const shown = dice.of(await allDeliveries(this.#env.INDEX));
        if (shown) await actor.redeliver(shown.id);
        break;
      }
      case 'renew': {
        const found = await actor.get(key, { guess });
        const content = this.#content(dice.of(subjects));
        const kept = found.outcome === 'found' ? this.#prolonged(found) : content;
        await history.record(id, { do: 'renew', content: kept }, () => actor.renew(key, kept, { guess }));
        break;
      }
      case 'move': {
        const content = this.#content(dice.of(subjects));
        await history.record(id, { do: 'update', content }, () => actor.update(key, content, { guess }));
        break;
      }
      case 'touch':
        await history.record(id, { do: 'touch' }, () => actor.touch(key, { guess }));
        break;
      case 'delete':
        await history.record(id, { do: 'delete' }, () => actor.delete(key, { guess }));
        break;
      case 'sweepSubject': {
        const subject = dice.of(subjects);
        await history.record(null, { do: 'sweep', subject, sid: null }, () => actor.deleteOfSubject(subject));
        break;
      }
      case 'sweepLogin': {
        const [subject, sid] = [dice.of(subjects), dice.of(sids)];
        await history.record(null, { do: 'sweep', subject, sid }, () => actor.deleteOfSubject(subject, sid));
        break;
      }
      case 'sweepSid': {
        const sid = dice.of(sids);
        await history.record(null, { do: 'sweep', subject: null, sid }, () => actor.deleteOfSid(sid));
        break;
      }
      case 'query':
        await actor.query(dice.of(sids));
        break;
      case 'cron':
        await (dice.chance(0.5) ? actor.cron() : actor.removeExpired(10));
        break;
    }
  }

  /** RemoveSessions, whatever its flags. */
  async #remove(what: 'removal' | 'removalOfSid' | 'removalOfIds' | 'leaving', history: History): Promise<void> {
    const dice = this.#dice;
    const { keys, subjects, sids } = this.#population;
    const subjectId = what === 'removal' || what === 'leaving' ? dice.of(subjects) : null;
    const sessionId = what === 'removalOfSid' || (what === 'removal' && dice.chance(0.3)) ? dice.of(sids) : null;
    const ids = what === 'removalOfIds' ? [dice.of(keys).id, dice.of(keys).id] : null;
    const exceptSessionIds = dice.chance(0.3) ? [dice.of(sids)] : null;
    const clientIds = dice.chance(0.2) ? [this.#notices.plain] : null;
    const tells = dice.chance(0.7);
    const removal = {
      subjectId,
      sessionId,
      ids,
      exceptSessionIds,
      clientIds,
      removeServerSideSession: what !== 'leaving',
      sendBackchannelLogoutNotification: tells,
      revokeTokens: dice.chance(0.7),
      revokeConsents: dice.chance(0.5),
      reason: dice.chance(0.5) ? 'user_logout' : 'terminated',
    } as const;
    const reason = tells ? removal.reason : 'terminated';
    const actor = tells ? (clientIds ? TELLS_PLAIN : TELLS) : 'chaos, silent';
    const idempotency = { scope: this.#name, key: `${this.#values++}`, bodyHash: 'body' };
    const options = { actor, ...(dice.chance(0.3) && { idempotency }) };
    if (dice.chance(0.1)) await this.#actor.removeSessions({ ...removal, reason, dryRun: true }, { actor });
    const kinds: GrantKind[] = [];
    if (removal.revokeTokens) kinds.push('tokens');
    if (removal.revokeConsents) kinds.push('consents');
    if (removal.revokeTokens && removal.revokeConsents) kinds.push('others');
    const except = exceptSessionIds ?? [];
    const taking = { subject: subjectId, sid: sessionId, byIds: ids !== null, kinds, clientIds, except };
    const ask = async () => {
      const once = () => this.#actor.removeSessions({ ...removal, reason }, options);
      const first = await once();
      return sweptBy(isUnclear(first) && 'idempotency' in options ? await once() : first);
    };
    const run = () => this.#tokens.removal(taking, ask);
    if (what === 'leaving') await run();
    else {
      const sweep = { do: 'sweep', subject: subjectId, sid: sessionId, except } as const;
      await history.record(null, ids ? { ...sweep, ids } : sweep, run);
    }
  }

  /** A removal that takes token grants of coordinated clients, which ones is for the sessions to say. */
  async #taking<T extends { readonly outcome: string }>(
    subject: string,
    sid: string,
    ask: () => Promise<T>,
  ): Promise<T> {
    return this.#tokens.removal({ subject, sid, byIds: false, kinds: [], clientIds: null, except: [] }, ask);
  }

  /** What it was, for a while longer: nothing that a list shows changes, and often not enough to tell the index at once. */
  #prolonged({ subject, sid, value, expires }: Content): Written & Content {
    const end = expires ?? now() + hours(this.#dice.between(1, 80));
    const left = Math.max(end - now(), 0);
    const clients = this.#notices.of(value);
    return { subject, sid, value, expires: end + this.#dice.between(left / 2, left), clients };
  }

  #content(subject: string): Written & Content {
    const dice = this.#dice;
    const expires = dice.chance(0.5) ? now() + hours(dice.between(1, 80)) : null;
    const value = `${this.#name}.${this.#values++}`;
    return { subject, sid: dice.of(this.#population.sids), value, expires, clients: this.#notices.of(value) };
  }
}

/** Whether it happened is not known, or it is still happening. */
const isUnclear = ({ outcome }: { readonly outcome: string }): boolean =>
  outcome === 'lost' || outcome === 'idempotency-in-progress';

const answered = (answer: Answer): Answer => (isUnclear(answer) ? { outcome: 'lost' } : answer);

function sweptBy(removed: Removed): Swept {
  if (removed.outcome === 'removed') return { outcome: 'deleted', deleted: removed.answer.sessionsRemoved };
  if (isUnclear(removed)) return { outcome: 'lost', deleted: 0 };
  throw new Error(`a removal was answered ${removed.outcome}`);
}
