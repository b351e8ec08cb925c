/**
 * What one caller after another may expect of the service, in the terms of the contract: which keys live, which have ended,
 * which subjects and sids have. Guarantees: pure; every answer of a step follows from the steps before it.
 */
export interface Who {
  readonly subjectId: string;
  readonly sessionId: string;
}

/** A session lives, or its key has ended: a key that was never used is in no map. */
export type Kept<T> = T | 'ended';

export interface LiveSession extends Who {
  /** Whether it holds an AuthenticationTicket, not just any text. */
  readonly ticketed: boolean;
}

export interface Grant extends Who {
  readonly type: 'refresh_token' | 'user_consent';
}

export const isSame = (a: Who, b: Who): boolean => a.subjectId === b.subjectId && a.sessionId === b.sessionId;

export class Model {
  readonly sessions = new Map<string, Kept<LiveSession>>();
  readonly bffSessions = new Map<string, Kept<Who>>();
  readonly grants = new Map<string, Grant>();
  readonly clients = new Set<string>();
  readonly #endedPairs: Who[] = [];

  live(): readonly (readonly [string, LiveSession])[] {
    return [...this.sessions].filter((entry): entry is [string, LiveSession] => entry[1] !== 'ended');
  }

  liveBff(): readonly (readonly [string, Who])[] {
    return [...this.bffSessions].filter((entry): entry is [string, Who] => entry[1] !== 'ended');
  }

  liveSession(key: string): LiveSession | null {
    const kept = this.sessions.get(key);
    return kept === undefined || kept === 'ended' ? null : kept;
  }

  /** A session as it is from now on; that it had another subject or sid has ended. */
  put(key: string, session: LiveSession): void {
    const before = this.liveSession(key);
    if (before !== null && !isSame(before, session)) this.#endedPairs.push(before);
    this.sessions.set(key, session);
  }

  /** A key that never existed gets no mark. */
  end(key: string): void {
    const before = this.liveSession(key);
    if (before === null) return;
    this.#endedPairs.push(before);
    this.sessions.set(key, 'ended');
  }

  /** Whether a grant of this subject and sid is refused: a session of them ended, and none lives. */
  isRevoked(who: Who): boolean {
    return (
      this.#endedPairs.some((pair) => isSame(pair, who)) && !this.live().some(([, session]) => isSame(session, who))
    );
  }

  /** One session of a partition for a subject and sid: whether another key had to go. */
  putBff(key: string, who: Who): boolean {
    const others = this.liveBff().filter(([other, session]) => other !== key && isSame(session, who));
    for (const [other] of others) this.bffSessions.set(other, 'ended');
    this.bffSessions.set(key, who);
    return others.length > 0;
  }

  takeGrants(isTaken: (grant: Grant) => boolean): number {
    const taken = [...this.grants].filter(([, grant]) => isTaken(grant));
    for (const [key] of taken) this.grants.delete(key);
    return taken.length;
  }
}
