/**
 * Sessions of a BFF, by the project's own Worker-side operations, on the stage of a scene, with what must hold of
 * them. Guarantees: as of `Actor`, a lost answer is the outcome `lost`. `end` ends what the scene has left, so that
 * its objects can go.
 */
import { EdgeUserSessionStore } from '../../../src/bff/edge-user-session-store.ts';
import type { UserSessionStore } from '../../../src/bff/user-session-store.ts';
import { removeSessions } from '../../../src/management/remove-sessions.ts';
import type { RemovalOptions } from '../../../src/management/session-management.ts';
import { homeOf, sessionIdOf } from '../../../src/session/keys.ts';
import type { Named } from './answer.ts';
import type { Stage } from './stage.ts';
import { now } from './virtual-clock.ts';

export interface Login {
  readonly subject: string;
  readonly sid: string;
  readonly value: string;
}

export class StagedBff {
  readonly partition: string;
  readonly #stage: Stage;
  readonly #subjects = new Set<string>();

  constructor(stage: Stage, partition = 'app') {
    this.#stage = stage;
    this.partition = partition;
  }

  /** A key whose home is a bucket. */
  async chosen(): Promise<Named> {
    return this.#named((await this.#stage.chosen()).key);
  }

  /** A key that names the object of this subject: its home is there. */
  async minted(subject: string): Promise<Named> {
    return this.#named((await this.#stage.minted(subject)).key);
  }

  async #named(key: string): Promise<Named> {
    const id = await sessionIdOf(key, this.partition);
    return { key, id, home: homeOf(key, id) };
  }

  create({ key }: Named, login: Login) {
    return this.#asked(async (store) => store.create(this.partition, { ...this.#content(login), key }));
  }

  get({ key }: Named) {
    return this.#asked((store) => store.get(this.partition, key));
  }

  update({ key }: Named, login: Login, guess?: string) {
    const options = { subjectHint: guess };
    return this.#asked((store) => store.update(this.partition, key, this.#content(login), options));
  }

  delete({ key }: Named, guess?: string) {
    return this.#asked((store) => store.delete(this.partition, key, { subjectHint: guess }));
  }

  /** RemoveSessions that leaves the sessions of the provider as they are. */
  removal(of: { readonly subjectId?: string; readonly sessionId?: string }, options: RemovalOptions = {}) {
    const removal = {
      subjectId: of.subjectId ?? null,
      sessionId: of.sessionId ?? null,
      ids: null,
      clientIds: null,
      removeServerSideSession: false,
      sendBackchannelLogoutNotification: false,
      revokeTokens: false,
      revokeConsents: false,
      exceptSessionIds: null,
      bffPartitions: [this.partition],
      reason: 'terminated',
      dryRun: false,
    } as const;
    return this.#stage.actor.ask((parts) => removeSessions(parts, removal, options));
  }

  #asked<T>(work: (store: UserSessionStore) => Promise<T>) {
    return this.#stage.actor.ask((parts) => work(new EdgeUserSessionStore(parts)));
  }

  #content({ subject, sid, value }: Login) {
    this.#subjects.add(subject);
    const at = now('worker');
    return { subjectId: subject, sessionId: sid, created: at, renewed: at, expires: null, ticket: value };
  }

  /** Stores a session, and says whether another one made room. */
  async live(key: Named, login: Login): Promise<boolean> {
    const created = await this.create(key, login);
    this.#stage.equal(created.outcome, 'created', login.value);
    return created.outcome === 'created' && created.replaced;
  }

  /** The one session of this subject and sid is this one, in the subject's object, and a caller finds it. */
  async livesAlone(key: Named, { subject, sid, value }: Login): Promise<void> {
    const stage = this.#stage;
    const found = await this.get(key);
    stage.equal(found.outcome, 'found', `${value} is looked up`);
    if (found.outcome !== 'found') return;
    stage.equal(found.session.subjectId, subject, 'the subject');
    stage.equal(found.session.ticket, value, 'the content');
    const owner = await stage.route(subject);
    const all = (await stage.states()).flatMap(([route, { records }]) =>
      records
        .filter((one) => one.id === key.id || (one.subject === subject && one.sid === sid))
        .map(({ id }) => ({ id, route })),
    );
    stage.equal(
      JSON.stringify(all),
      JSON.stringify([{ id: key.id, route: owner }]),
      'sessions of this subject and sid',
    );
  }

  /** Nobody has it, nobody finds it, and when all has settled the index does not either. */
  async isGone(key: Named): Promise<void> {
    const gone = async () => {
      await this.#stage.outcome(this.get(key), 'session-not-found', 'a session that has ended is looked up');
      const owners = (await this.#stage.states()).filter(([, { records }]) => records.some(({ id }) => id === key.id));
      this.#stage.equal(owners.length, 0, 'owners');
    };
    await gone();
    await this.#stage.settle();
    await gone();
    this.#stage.equal((await this.#stage.indexed(key))?.state ?? 'ended', 'ended', 'the index');
  }

  async end(): Promise<void> {
    for (const subjectId of this.#subjects) {
      const filter = { subjectId, sessionId: null };
      await this.#asked((store) => store.deleteAll(this.partition, filter));
    }
  }
}
