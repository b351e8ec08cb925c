/** A record as the object has it, as its table keeps it, and the way from one to the other. */
import type { TicketClient } from '../ticket/authentication-ticket.ts';
import type { HangsOn, StoredSession } from './outcome.ts';

export interface StoredRecord extends StoredSession, HangsOn {
  /** The stay: the revision with which home sent the record here; 0 where home is here. */
  readonly via: number;
  /** Since when the session has had its sid. */
  readonly since: number;
  /** The revision that the index has confirmed under the present sid; 0: none. */
  readonly indexedRevision: number;
  /** The end that the index has; null: none, or not confirmed. */
  readonly indexedEnd: number | null;
  /** The renewal that the index has. */
  readonly indexedRenewed: number;
}

/** What it takes to end a record: not its envelope, of which a subject may have many megabytes. */
export type Endable = Pick<
  StoredRecord,
  | 'id'
  | 'home'
  | 'via'
  | 'revision'
  | 'partition'
  | 'subjectId'
  | 'sessionId'
  | 'displayName'
  | 'device'
  | 'created'
  | 'expires'
  | 'absoluteExpires'
  | 'issuer'
  | 'clients'
>;

export type EndableRow = { [Member in keyof Omit<Endable, 'clients'>]: Endable[Member] } & { clients: string };

/** The columns of an `EndableRow`. */
export const ENDABLE = `id, home, via, rev AS revision, partition, subject AS subjectId, sid AS sessionId,
  display_name AS displayName, device, created, expires, absolute_expires AS absoluteExpires, issuer, clients`;

export const endableOf = ({ clients, ...row }: EndableRow): Endable => ({ ...row, clients: JSON.parse(clients) });

export type RecordRow = {
  id: string;
  partition: string;
  scheme: string;
  subject: string;
  sid: string;
  display_name: string | null;
  device: string | null;
  created: number;
  renewed: number;
  expires: number | null;
  absolute_expires: number | null;
  issuer: string | null;
  clients: string;
  envelope: ArrayBuffer;
  rev: number;
  via: number;
  home: string;
  since: number;
  indexed_rev: number;
  indexed_ends: number | null;
  indexed_renewed: number;
};

export function recordOf(row: RecordRow): StoredRecord {
  return {
    id: row.id,
    partition: row.partition,
    scheme: row.scheme,
    subjectId: row.subject,
    sessionId: row.sid,
    displayName: row.display_name,
    device: row.device,
    created: row.created,
    renewed: row.renewed,
    expires: row.expires,
    absoluteExpires: row.absolute_expires,
    issuer: row.issuer,
    clients: JSON.parse(row.clients) as TicketClient[],
    envelope: new Uint8Array(row.envelope),
    revision: row.rev,
    via: row.via,
    home: row.home,
    since: row.since,
    indexedRevision: row.indexed_rev,
    indexedEnd: row.indexed_ends,
    indexedRenewed: row.indexed_renewed,
  };
}
