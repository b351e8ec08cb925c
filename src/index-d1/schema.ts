/**
 * The tables of the D1 index (consistency.md, section 1): `ix` says where each session is and what a list may show of it,
 * `gx` the same of grants, `history` what has ended, `delivery` the logout notifications; `fence` keeps removals by sid,
 * `cron_state` where the scheduled work goes on, `activity` counts of each hour, `client` the registered clients. History,
 * finished deliveries, fences, counts and clients exist here only. No key, no ticket, no data of a grant.
 *
 * `npx drizzle-kit generate` writes the migrations from this file; what Drizzle does not know is written by hand, with the
 * triggers that keep it: the substring index (`ix_text`), sessions by client (`ix_client`) and by object (`ix_subject`),
 * and how many envelopes, subjects and open deliveries there are (`tally`). Each index is one billed row for each write
 * that touches it, so there is one for each question that is really asked, and no more.
 */
import { sql } from 'drizzle-orm';
import { index, integer, primaryKey, sqliteTable, text, unique } from 'drizzle-orm/sqlite-core';

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
    /** The key of the ring that the envelope was sealed with. */
    keyId: text('key_id'),
    issuer: text('issuer'),
    /** JSON list of client ids; null: none. */
    clientIds: text('clients'),
  },
  (table) => [
    index('ix_order').on(table.created, table.id).where(sql`state = 'live' AND partition = ''`),
    index('ix_sid').on(table.sessionId, table.partition, table.created, table.id).where(sql`state = 'live'`),
    index('ix_ends').on(table.ends, table.id).where(sql`state = 'live' AND ends IS NOT NULL`),
    index('ix_tombstone').on(table.at).where(sql`state = 'ended'`),
  ],
);

/** Grants: for filters that name no subject, and for clean-up. */
export const gx = sqliteTable(
  'gx',
  {
    n: integer('n').primaryKey(),
    id: text('id').notNull().unique('gx_id'),
    route: text('route').notNull(),
    home: text('home').notNull(),
    state: text('state', { enum: ['live', 'ended'] }).notNull(),
    revision: integer('rev').notNull(),
    at: integer('at').notNull(),
    /** From here on null in a tombstone. */
    keyId: text('key_id'),
    type: text('type'),
    subjectId: text('subject'),
    sessionId: text('sid'),
    clientId: text('client_id'),
    grantId: text('grant_id'),
    lookup: text('lookup'),
    expiration: integer('expiration'),
  },
  (table) => [
    index('gx_sid').on(table.sessionId).where(sql`state = 'live' AND sid IS NOT NULL`),
    index('gx_client').on(table.clientId).where(sql`state = 'live' AND client_id IS NOT NULL`),
    index('gx_type').on(table.type).where(sql`state = 'live'`),
    index('gx_grant').on(table.grantId).where(sql`state = 'live' AND grant_id IS NOT NULL`),
    index('gx_lookup').on(table.lookup).where(sql`state = 'live' AND lookup IS NOT NULL`),
    index('gx_expiration').on(table.expiration).where(sql`state = 'live' AND expiration IS NOT NULL`),
    index('gx_tombstone').on(table.at).where(sql`state = 'ended'`),
  ],
);

/** Sessions that have ended, each end once. */
export const history = sqliteTable(
  'history',
  {
    n: integer('n').primaryKey(),
    id: text('id').notNull(),
    revision: integer('rev').notNull(),
    subjectId: text('subject').notNull(),
    sessionId: text('sid').notNull(),
    displayName: text('display_name'),
    device: text('device'),
    created: integer('created').notNull(),
    ended: integer('ended').notNull(),
    reason: text('reason').notNull(),
    actor: text('actor').notNull(),
    onBehalfOf: text('on_behalf_of'),
  },
  (table) => [
    unique('history_end').on(table.id, table.revision),
    index('history_ended').on(table.ended),
    index('history_subject').on(table.subjectId, table.ended),
    index('history_sid').on(table.sessionId, table.ended),
  ],
);

/** Logout notifications, one for each session and client. */
export const delivery = sqliteTable(
  'delivery',
  {
    n: integer('n').primaryKey(),
    id: text('id').notNull().unique('delivery_id'),
    /** The object that delivers. */
    route: text('route').notNull(),
    revision: integer('rev').notNull(),
    clientId: text('client_id').notNull(),
    subjectId: text('subject').notNull(),
    sessionId: text('sid').notNull(),
    /** As the client knows them. */
    tokenSub: text('token_sub').notNull(),
    tokenSid: text('token_sid').notNull(),
    issuer: text('issuer'),
    reason: text('reason').notNull(),
    status: text('status', { enum: ['pending', 'delivered', 'dead'] }).notNull(),
    attempts: integer('attempts').notNull(),
    lastError: text('last_error'),
    nextAttempt: integer('next_attempt'),
    created: integer('created').notNull(),
  },
  (table) => [
    index('delivery_created').on(table.created),
    index('delivery_subject').on(table.subjectId, table.created),
    index('delivery_sid').on(table.sessionId, table.created),
    index('delivery_client').on(table.clientId, table.created),
    index('delivery_open').on(table.status, table.created).where(sql`status <> 'delivered'`),
    index('delivery_due').on(table.nextAttempt).where(sql`status = 'pending'`),
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
    onBehalfOf: text('on_behalf_of'),
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

/** What went on in an hour, as cron has counted it (`activity.ts`): the columns after `sign_ins` are reasons of ends. */
export const activity = sqliteTable('activity', {
  /** When it began, in UTC. */
  hour: integer('hour').primaryKey(),
  signIns: integer('sign_ins').notNull(),
  userLogout: integer('user_logout').notNull(),
  terminated: integer('terminated').notNull(),
  expired: integer('expired').notNull(),
  replaced: integer('replaced').notNull(),
  limit: integer('limit').notNull(),
});

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
