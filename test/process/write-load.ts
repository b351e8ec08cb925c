/**
 * Clients that create, update and delete sessions over HTTP and write down what was acknowledged. Guarantees: a record
 * lists every state that it may be in: the last acknowledged one, and what was under way when no answer came.
 *
 * Relies on each record having one client, so that its requests follow one another.
 */
import { createHash, randomUUID } from 'node:crypto';

/** What a session holds that a test can recognise; `n` rises with every request of a record. */
export interface Content {
  readonly n: number;
  readonly subjectId: string;
}

export type State = Content | 'ended';

export interface LoadRecord {
  /** Null until the service has told a minted key. */
  key: string | null;
  readonly idempotencyKey: string;
  readonly sessionId: string;
  /** The content that it was created with: a repeated create sends the same bytes. */
  readonly first: Content;
  /** Not acknowledged: the create may have happened. */
  uncertain: boolean;
  states: State[];
}

export type Send = (path: string, init: RequestInit) => Promise<Response>;

const SUBJECTS = 6;
const OPEN = 25;

export const idOf = (key: string): string => createHash('sha256').update(key).digest('base64url');
export const nameOf = ({ n }: Content): string => `Version ${n}`;

export class LoadClient {
  readonly records: LoadRecord[] = [];
  /** Answers that no state of the record explains. */
  readonly violations: string[] = [];
  acknowledged = 0;
  readonly #subjects: readonly string[];
  #n = 0;

  /** `run`: part of every subject of this run, so that a query finds all its sessions. */
  constructor(run: string, client: number) {
    this.#subjects = Array.from({ length: SUBJECTS }, (_, n) => `${run}/${client}/${n}`);
  }

  /** One request after the other, until the service is gone or `isOver`. */
  async work(send: Send, isOver: () => boolean): Promise<void> {
    while (!isOver()) {
      const open = this.records.filter(({ states }) => states.every((state) => state !== 'ended'));
      const record = pick(open);
      const choice = Math.random();
      try {
        if (!record || (open.length < OPEN && choice < 0.4)) await this.#create(send);
        else if (choice < 0.85) await this.#update(send, record);
        else await this.#delete(send, record);
      } catch {
        return; // No answer: the service was killed, and the record says what may have happened.
      }
    }
  }

  /** Repeats the creates that got no answer: whether they happened or not, they have happened afterwards. */
  async settle(send: Send): Promise<void> {
    for (const record of this.records.filter(({ uncertain }) => uncertain)) await this.#sendCreate(send, record);
  }

  async #create(send: Send): Promise<void> {
    const first = this.#content();
    const record: LoadRecord = {
      // A chosen key, with characters that a header has to encode; or none, so that one is minted.
      key: Math.random() < 0.5 ? `${randomUUID()}/ключ,%` : null,
      idempotencyKey: randomUUID(),
      sessionId: randomUUID(),
      first,
      uncertain: true,
      states: [first],
    };
    this.records.push(record);
    await this.#sendCreate(send, record);
  }

  async #sendCreate(send: Send, record: LoadRecord): Promise<void> {
    const answer = await send('/v1/sessions', {
      method: 'POST',
      headers: { 'idempotency-key': record.idempotencyKey },
      body: JSON.stringify({ ...bodyOf(record, record.first), key: chosen(record) }),
    });
    if (answer.status === 201) {
      record.key = ((await answer.json()) as { key: string }).key;
      record.uncertain = false;
      this.acknowledged += 1;
    } else await this.#unexpected('create', record, answer);
  }

  async #update(send: Send, record: LoadRecord): Promise<void> {
    const content = this.#content(record.states);
    record.states.push(content);
    const answer = await send('/v1/session', {
      method: 'PUT',
      headers: keyHeader(record),
      body: JSON.stringify(bodyOf(record, content)),
    });
    await answer.arrayBuffer();
    if (answer.status === 200) this.#settled(record, content);
    else await this.#unexpected('update', record, answer);
  }

  async #delete(send: Send, record: LoadRecord): Promise<void> {
    record.states.push('ended');
    const answer = await send('/v1/session', { method: 'DELETE', headers: keyHeader(record) });
    if (answer.status === 204) this.#settled(record, 'ended');
    else await this.#unexpected('delete', record, answer);
  }

  #settled(record: LoadRecord, state: State): void {
    record.states = [state];
    this.acknowledged += 1;
  }

  /** A 503 says that the write may have happened, as no answer does; everything else is a mistake of the service. */
  async #unexpected(operation: string, record: LoadRecord, answer: Response): Promise<void> {
    if (answer.status === 503) return;
    const body = answer.bodyUsed ? '' : await answer.text();
    this.violations.push(`${operation} of ${describe(record)}: ${answer.status} ${body}`);
  }

  #content(states: readonly State[] = []): Content {
    this.#n += 1;
    const last = states.at(-1);
    // Two of three updates stay with their subject, the rest move.
    const stays = last !== undefined && last !== 'ended' && Math.random() < 0.67;
    return { n: this.#n, subjectId: stays ? last.subjectId : (pick(this.#subjects) ?? '') };
  }
}

/** The key that the caller chose: a minted one is not sent with a repeat either. */
const chosen = ({ key }: LoadRecord): string | null => (key?.endsWith('/ключ,%') ? key : null);

export const keyHeader = ({ key }: LoadRecord): { 'session-key': string } => ({
  'session-key': encodeURIComponent(key ?? ''),
});

const bodyOf = ({ sessionId }: LoadRecord, content: Content): object => ({
  scheme: 'load',
  subjectId: content.subjectId,
  sessionId,
  displayName: nameOf(content),
  created: '2026-01-01T00:00:00.000Z',
  renewed: '2026-01-01T00:00:00.000Z',
  ticket: JSON.stringify(content),
});

/** A record in words, without its key. */
export const describe = ({ key, states, sessionId }: LoadRecord): string =>
  `${key === null ? 'a session without key' : idOf(key)} (${sessionId}), may be ${JSON.stringify(states)}`;

const pick = <T>(list: readonly T[]): T | undefined => list[Math.floor(Math.random() * list.length)];
