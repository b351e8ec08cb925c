/**
 * What the service is measured against: the least that could store a session in the same places. No tokens, no
 * protection, no validation, no log, no recovery. Guarantees: a read is one object call and one row read; a create is one object
 * call, one insert there and one upsert into a D1 table with the indexes and the substring index of `migrations/`.
 * Relies on: the caller (`scripts/bench`), who says which object and which row; rows have the columns of
 * `src/subject/record-table.ts`, the ticket as it is in place of the envelope.
 */
import { DurableObject } from 'cloudflare:workers';

interface BareEnv {
  readonly INDEX: D1Database;
  readonly OBJECTS: DurableObjectNamespace<BareObject>;
}

/** The body of CreateSession (contract, "Session store"), every field sent. */
interface NewSession {
  readonly scheme: string;
  readonly subjectId: string;
  readonly sessionId: string;
  readonly displayName: string;
  readonly device: string;
  readonly created: string;
  readonly renewed: string;
  readonly expires: string;
  readonly ticket: string;
}

const COLUMNS = [
  'id',
  'partition',
  'scheme',
  'subject',
  'sid',
  'display_name',
  'device',
  'created',
  'renewed',
  'expires',
  'absolute_expires',
  'ends',
  'ticket',
  'rev',
  'via',
  'home',
  'since',
  'indexed_rev',
  'indexed_ends',
  'indexed_renewed',
] as const;

type Row = { [column in (typeof COLUMNS)[number]]: string | number | null };

const CREATE = `CREATE TABLE IF NOT EXISTS s (${COLUMNS.map((name) => (name === 'id' ? 'id TEXT PRIMARY KEY' : name)).join(', ')})`;
const INSERT = `INSERT INTO s (${COLUMNS.join(', ')}) VALUES (${COLUMNS.map(() => '?').join(', ')})`;

/** The columns of `ix` (src/index-d1/schema.ts), in the order in which they are bound. */
const INDEXED =
  'id, route, home, partition, state, rev, at, subject, sid, scheme, display_name, name_folded, device, created, renewed, expires, absolute_expires, ends'.split(
    ', ',
  );
const UPSERT = `INSERT INTO ix (${INDEXED.join(', ')}) VALUES (${INDEXED.map(() => '?').join(', ')})
  ON CONFLICT (id) DO UPDATE SET ${INDEXED.map((name) => `${name} = excluded.${name}`).join(', ')}
  WHERE excluded.rev > ix.rev`;

export class BareObject extends DurableObject<BareEnv> {
  #hasTable = false;

  read(id: string): Row {
    return this.ctx.storage.sql.exec<Row>('SELECT * FROM s WHERE id = ?', id).one();
  }

  async store(row: Row): Promise<void> {
    const { sql } = this.ctx.storage;
    if (!this.#hasTable) sql.exec(CREATE);
    this.#hasTable = true;
    sql.exec(INSERT, ...COLUMNS.map((column) => row[column]));
    const indexed: Readonly<Record<string, string | number | null>> = {
      ...row,
      route: row.home,
      state: 'live',
      at: row.created,
      name_folded: String(row.display_name).toLowerCase(),
    };
    await this.env.INDEX.prepare(UPSERT)
      .bind(...INDEXED.map((column) => indexed[column] ?? null))
      .run();
  }
}

/** As long as the name of a real object. */
const objectOf = (subject: string): string => subject.padEnd(22, '-');

function rowOf(session: NewSession): Row & { home: string } {
  const expires = Date.parse(session.expires);
  return {
    id: crypto.getRandomValues(new Uint8Array(32)).toBase64({ alphabet: 'base64url', omitPadding: true }),
    partition: '',
    scheme: session.scheme,
    subject: session.subjectId,
    sid: session.sessionId,
    display_name: session.displayName,
    device: session.device,
    created: Date.parse(session.created),
    renewed: Date.parse(session.renewed),
    expires,
    absolute_expires: null,
    ends: expires,
    ticket: session.ticket,
    rev: 1,
    via: 0,
    home: objectOf(session.subjectId),
    since: 0,
    indexed_rev: 0,
    indexed_ends: null,
    indexed_renewed: 0,
  };
}

export default {
  async fetch(request, { OBJECTS }): Promise<Response> {
    if (request.method === 'POST') {
      const row = rowOf(await request.json<NewSession>());
      await OBJECTS.getByName(row.home).store(row);
      return Response.json(row, { status: 201 });
    }
    const { headers } = request;
    const row = await OBJECTS.getByName(headers.get('Object') ?? '').read(headers.get('Row') ?? '');
    return Response.json(row);
  },
} satisfies ExportedHandler<BareEnv>;
