/**
 * The tables of the D1 index (consistency.md, section 1): `ix` says where each session is and what a list may show of it,
 * `fence` keeps removals by sid, `cron_state` where the scheduled work goes on, `client` the registered clients, whose
 * home this is. No key, no ticket.
 *
 * `npx drizzle-kit generate` writes the migrations from this file; the substring index (`ix_text`), its view and its
 * triggers are written by hand, because Drizzle knows no virtual tables. Each index is one billed row for each write
 * that touches it, so there is one for each question that is really asked, and no more.
 */
import { sql } from 'drizzle-orm';
import { index, integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core';

export const ix = sqliteTable(
  'ix',
  {
    /** Explicit, or a rebuild of the table would renumber the rows under the substring index. */
    n: integer('n').primaryKey(),
    id: text('id').notNull().unique('ix_id'),
    /** The object that holds the record. */
    route: text('route').notNull(),
    /** The object that arbitrates the key. */
    home: text('home').notNull(),
    /** Empty for ordinary sessions. Lists and searches see those only. */
    partition: text('partition').notNull(),
    state: text('state', { enum: ['live', 'ended'] }).notNull(),
    revision: integer('rev').notNull(),
    /** When the object sent the row, by its clock. */
    at: integer('at').notNull(),
    /** From here on null in a tombstone: nothing personal outlives the session. */
    subjectId: text('subject'),
    sessionId: text('sid'),
    scheme: text('scheme'),
    displayName: text('display_name'),
    /** `foldName(displayName)`: what a name filter is compared with. */
    nameFolded: text('name_folded'),
    device: text('device'),
    created: integer('created'),
    renewed: integer('renewed'),
    expires: integer('expires'),
    absoluteExpires: integer('absolute_expires'),
    /** The earlier of the two. */
    ends: integer('ends'),
  },
  (table) => [
    index('ix_order').on(table.created, table.id).where(sql`state = 'live' AND partition = ''`),
    index('ix_sid').on(table.sessionId, table.partition, table.created, table.id).where(sql`state = 'live'`),
    index('ix_ends').on(table.ends, table.id).where(sql`state = 'live' AND ends IS NOT NULL`),
    index('ix_tombstone').on(table.at).where(sql`state = 'ended'`),
  ],
);

/** One row for each removal by sid and kind of what it takes. */
export const fence = sqliteTable(
  'fence',
  {
    n: integer('n').primaryKey(),
    partition: text('partition').notNull(),
    sessionId: text('sid').notNull(),
    kind: text('kind', { enum: ['session', 'tokens', 'consents', 'others'] }).notNull(),
    /** JSON list of client ids that the removal was confined to; null: all. */
    clients: text('clients'),
    reason: text('reason').notNull(),
    actor: text('actor').notNull(),
    /** Whether clients are told. */
    notify: integer('notify', { mode: 'boolean' }).notNull(),
    at: integer('t').notNull(),
  },
  (table) => [index('fence_sid').on(table.partition, table.sessionId), index('fence_t').on(table.at)],
);

export const cronState = sqliteTable(
  'cron_state',
  { name: text('name').notNull(), value: text('value').notNull() },
  (table) => [primaryKey({ columns: [table.name], name: 'cron_state_name' })],
);

/** Registered clients (contract, "Clients"), in the order of their ids' UTF-8 bytes. They exist here only. */
export const client = sqliteTable('client', {
  clientId: text('client_id').primaryKey().notNull(),
  enabled: integer('enabled', { mode: 'boolean' }).notNull(),
  displayName: text('display_name'),
  backChannelLogoutUri: text('logout_uri'),
  backChannelLogoutSessionRequired: integer('session_required', { mode: 'boolean' }).notNull(),
  /** JSON list. */
  logoutTokenClaims: text('claims').notNull(),
  idTokenSignedResponseAlg: text('alg').notNull(),
  /** Null: as the configuration says. */
  coordinateLifetimeWithUserSession: integer('coordinate', { mode: 'boolean' }),
});
