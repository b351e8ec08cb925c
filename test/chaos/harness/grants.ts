/**
 * Grants, by the project's own Worker-side operations; and on the stage of a scene, with what must hold of one. Guarantees: as
 * of `Actor`, a lost answer is the outcome `lost`.
 */
import type { Grant, NewGrant } from '../../../src/grant/grant.ts';
import type { GrantFilter, RemoveGrantOptions, StoreGrantOptions } from '../../../src/grant/grant-store.ts';
import { removeSessions } from '../../../src/management/remove-sessions.ts';
import { clientRouteOf, grantIdOf, homeOf, mintKey } from '../../../src/session/keys.ts';
import { getGrant, removeGrant, storeGrant } from '../../../src/store/grant-by-key.ts';
import { removeGrants } from '../../../src/store/grants-by-filter.ts';
import type { Actor } from './actor.ts';
import type { Named } from './answer.ts';
import { grantIndexRow } from './index-state.ts';
import type { Stage } from './stage.ts';
import { now } from './virtual-clock.ts';

/** What tells one grant from another: all else is the same in every scene. */
export type Given = Partial<NewGrant> & Pick<NewGrant, 'subjectId' | 'data'>;

const NO_FILTER: GrantFilter = {
  subjectId: null,
  sessionId: null,
  clientIds: null,
  types: null,
  grantId: null,
  lookup: null,
};

export class Grants {
  readonly #actor: Actor;

  constructor(actor: Actor) {
    this.#actor = actor;
  }

  store({ key }: Named, given: Given, { guess, ...options }: StoreGrantOptions & { readonly guess?: string } = {}) {
    const grant: NewGrant = {
      type: 'refresh_token',
      sessionId: null,
      clientId: 'client',
      grantId: null,
      lookup: null,
      description: null,
      creationTime: null,
      expiration: null,
      consumedTime: null,
      ...given,
      key,
    };
    return this.#actor.ask((parts) => storeGrant(parts, grant, { ...options, subjectHint: guess }));
  }

  get({ key }: Named, { guess }: { readonly guess?: string } = {}) {
    return this.#actor.ask((parts) => getGrant(parts, key, { subjectHint: guess }));
  }

  remove({ key }: Named, { guess, ...options }: RemoveGrantOptions & { readonly guess?: string } = {}) {
    return this.#actor.ask((parts) => removeGrant(parts, key, { ...options, subjectHint: guess }));
  }

  removeAll(filter: Partial<GrantFilter>) {
    return this.#actor.ask((parts) => removeGrants(parts, { ...NO_FILTER, ...filter }, {}));
  }

  /** RemoveSessions, of all kinds of grants. */
  revoke(of: { readonly subjectId?: string; readonly sessionId?: string }) {
    const removal = {
      subjectId: of.subjectId ?? null,
      sessionId: of.sessionId ?? null,
      ids: null,
      clientIds: null,
      removeServerSideSession: true,
      sendBackchannelLogoutNotification: false,
      revokeTokens: true,
      revokeConsents: true,
      exceptSessionIds: null,
      bffPartitions: null,
      reason: 'terminated',
      dryRun: false,
    } as const;
    return this.#actor.ask((parts) => removeSessions(parts, removal, {}));
  }
}

/** On the stage of a scene: keys, and what must hold. */
export class StagedGrants extends Grants {
  readonly #stage: Stage;

  constructor(stage: Stage) {
    super(stage.actor);
    this.#stage = stage;
  }

  /** A key whose home is a bucket. */
  async chosen(): Promise<Named> {
    const { key } = await this.#stage.chosen();
    return this.#named(key);
  }

  /** A key that names the object of this subject: its home is there. */
  async minted(subject: string): Promise<Named> {
    return this.#named(mintKey(await this.#stage.route(subject)));
  }

  async #named(key: string): Promise<Named> {
    const id = await grantIdOf(key);
    return { key, id, home: homeOf(key, id) };
  }

  /** A grant that is there and in the index. */
  async live(key: Named, given: Given): Promise<Grant> {
    const stored = await this.store(key, given);
    this.#stage.holds(
      stored.outcome === 'created' || stored.outcome === 'replaced',
      `to begin with: ${stored.outcome}`,
    );
    if (!('grant' in stored)) throw new Error('no grant');
    this.#stage.equal(stored.indexed, true, 'the grant to begin with is in the index');
    return stored.grant;
  }

  /** The clock of the Worker. */
  now(): number {
    return now();
  }

  /** The one grant of this key stands in its owner's object, with this data, and a caller finds it. */
  async livesAt(key: Named, given: Given): Promise<void> {
    const stage = this.#stage;
    const found = await this.get(key);
    stage.equal(found.outcome, 'found', `${given.data} is looked up`);
    if (found.outcome !== 'found') return;
    stage.equal(found.grant.subjectId, given.subjectId, 'the subject');
    stage.equal(found.grant.data, given.data, 'the data');
    const owners = await this.owners(key);
    stage.equal(owners.length, 1, 'owners');
    stage.equal(owners[0], await this.routeOf(given), 'the owner');
  }

  /** As `livesAt`, and the index says so. */
  async shows(key: Named, given: Given): Promise<void> {
    await this.livesAt(key, given);
    await this.#stage.settle();
    await this.livesAt(key, given);
    const row = await grantIndexRow(this.#stage.env.INDEX, key.id);
    this.#stage.equal(row?.state, 'live', 'the index');
    this.#stage.equal(row?.route, await this.routeOf(given), 'where the index leads');
  }

  /** Nobody has it, nobody finds it, and when all has settled the index does not either. */
  async isGone(key: Named): Promise<void> {
    const gone = async () => {
      await this.#stage.outcome(this.get(key), 'grant-not-found', 'a grant that has ended is looked up');
      this.#stage.equal((await this.owners(key)).length, 0, 'owners');
    };
    await gone();
    await this.#stage.settle();
    await gone();
    const row = await grantIndexRow(this.#stage.env.INDEX, key.id);
    this.#stage.equal(row?.state ?? 'ended', 'ended', 'the index');
  }

  async owners({ id }: Named): Promise<readonly string[]> {
    const states = await this.#stage.states();
    return states.filter(([, { grants }]) => grants.some((grant) => grant.id === id)).map(([route]) => route);
  }

  async routeOf({ subjectId, clientId = 'client' }: Given): Promise<string> {
    return subjectId === null ? clientRouteOf(clientId) : this.#stage.route(subjectId);
  }
}
