/**
 * What one test of the BFF contract works with. Guarantees: a partition and a subject that no other test has, so that tests may
 * share a storage. Relies on: a store that ends no expired record by itself (`REMOVE_EXPIRED_SESSIONS=false`).
 */
import type { BffSession, BffSessionUpdate, ListedBffSession, NewBffSession } from '../../src/bff/bff-session.ts';
import type { UserSessionStore } from '../../src/bff/user-session-store.ts';
import type { WriteOptions } from '../../src/session/session-store.ts';

export const HOUR = 3_600_000;

export const unlike = (name: string): string => `${name}-${crypto.randomUUID()}`;

/** One whose envelope opens. */
export type OpenBffSession = BffSession & { readonly key: string; readonly ticket: string };

export class BffScene {
  readonly partition = unlike('app');
  readonly subject = unlike('subject');
  readonly store: UserSessionStore;

  constructor(store: UserSessionStore) {
    this.store = store;
  }

  content(changes: Partial<BffSessionUpdate> = {}): BffSessionUpdate {
    const now = Date.now();
    const times = { created: now, renewed: now, expires: now + HOUR };
    return { subjectId: this.subject, sessionId: unlike('sid'), ...times, ticket: 'ticket', ...changes };
  }

  given(changes: Partial<NewBffSession> = {}): NewBffSession {
    const { key = null, sessionId = unlike('sid'), ...rest } = changes;
    return { ...this.content(rest), key, sessionId };
  }

  async stored(changes: Partial<NewBffSession> = {}, partition = this.partition) {
    const answer = await this.store.create(partition, this.given(changes));
    if (answer.outcome !== 'created') throw new Error(`not created: ${answer.outcome}`);
    return { ...answer, session: answer.session as OpenBffSession };
  }

  async create(changes: Partial<NewBffSession> = {}, partition = this.partition): Promise<OpenBffSession> {
    return (await this.stored(changes, partition)).session;
  }

  async updated(key: string, update: BffSessionUpdate, options?: WriteOptions) {
    const answer = await this.store.update(this.partition, key, update, options);
    if (answer.outcome !== 'updated') throw new Error(`not updated: ${answer.outcome}`);
    return answer;
  }

  async get(key: string, partition = this.partition): Promise<BffSession | null> {
    const answer = await this.store.get(partition, key);
    return answer.outcome === 'found' ? answer.session : null;
  }

  /** All that there is, over as many answers as it takes. */
  async find(filter: { readonly subjectId?: string; readonly sessionId?: string }, partition = this.partition) {
    const sessions: ListedBffSession[] = [];
    let token: string | null = null;
    do {
      const answer = await this.store.find(partition, { subjectId: null, sessionId: null, ...filter }, token);
      if (answer.outcome !== 'found') throw new Error(`not found: ${answer.outcome}`);
      sessions.push(...answer.sessions);
      token = answer.resultsToken;
    } while (token !== null);
    return sessions;
  }
}

/** As lists show it. */
export const listed = ({ id, revision, ...session }: BffSession): ListedBffSession => session;
