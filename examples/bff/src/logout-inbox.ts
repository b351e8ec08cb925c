/**
 * What this app was told over the back channel: one object, so that every isolate of the Worker sees the same. Guarantees: a token
 * that was acted on is known until it expires, and the last notices are kept.
 */
import { DurableObject } from 'cloudflare:workers';
import type { ReplayMemory } from 'edge-sessions/hono';
import type { Bindings } from './environment.ts';

export interface Notice {
  readonly subjectId: string;
  readonly sessionId: string;
  readonly reason: string;
  /** When it arrived, in milliseconds since the epoch. */
  readonly at: number;
}

const KEPT = 8;

export class LogoutInbox extends DurableObject<Bindings> implements ReplayMemory {
  readonly #sql = this.ctx.storage.sql;

  constructor(ctx: DurableObjectState, env: Bindings) {
    super(ctx, env);
    this.#sql.exec('CREATE TABLE IF NOT EXISTS token (name TEXT PRIMARY KEY, until INTEGER NOT NULL) WITHOUT ROWID');
    this.#sql.exec(
      'CREATE TABLE IF NOT EXISTS notice (n INTEGER PRIMARY KEY, subjectId TEXT, sessionId TEXT, reason TEXT, at INTEGER)',
    );
  }

  async seen(token: string): Promise<boolean> {
    return this.#sql.exec('SELECT 1 FROM token WHERE name = ? AND until > ?', token, Date.now()).toArray().length > 0;
  }

  async remember(token: string, until: number): Promise<void> {
    this.#sql.exec('DELETE FROM token WHERE until <= ?', Date.now());
    this.#sql.exec('INSERT OR REPLACE INTO token VALUES (?, ?)', token, until);
  }

  async add({ subjectId, sessionId, reason, at }: Notice): Promise<void> {
    this.#sql.exec('INSERT INTO notice VALUES (NULL, ?, ?, ?, ?)', subjectId, sessionId, reason, at);
    this.#sql.exec('DELETE FROM notice WHERE n <= (SELECT max(n) FROM notice) - ?', KEPT);
  }

  /** Newest first. */
  async notices(): Promise<Notice[]> {
    return this.#sql
      .exec<Notice & Record<string, SqlStorageValue>>(
        'SELECT subjectId, sessionId, reason, at FROM notice ORDER BY n DESC',
      )
      .toArray();
  }
}

/** The one that there is. */
export const inboxOf = (namespace: DurableObjectNamespace<LogoutInbox>): DurableObjectStub<LogoutInbox> =>
  namespace.getByName('app');
