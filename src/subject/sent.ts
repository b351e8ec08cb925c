/** What a row of the outbox tells the index: the present state of what it names. A row whose record and mark are gone is an end. */
import type { DeliveryRow, GrantRow, HistoryRow, IndexRow, Projectable } from '../index-d1/index-row.ts';
import { sessionFields } from '../session/server-side-session.ts';
import { keyIdOf } from '../ticket/envelope.ts';
import type { SubjectContext } from './context.ts';
import type { HeldGrant } from './grant-table.ts';
import type { OutboxRow } from './outbox-table.ts';
import type { StoredRecord } from './record.ts';

export type Sent = { readonly waiting: OutboxRow } & (
  | { readonly kind: 'session'; readonly row: IndexRow; readonly record: StoredRecord | null }
  | { readonly kind: 'grant'; readonly row: GrantRow; readonly grant: HeldGrant | null }
  | { readonly kind: 'history'; readonly row: HistoryRow }
  /** Null: it was finished, and is told, already. */
  | { readonly kind: 'delivery'; readonly row: DeliveryRow | null }
);

export function sentOf(ctx: SubjectContext, waiting: OutboxRow): Sent {
  switch (waiting.kind) {
    case 'session':
      return sessionSent(ctx, waiting);
    case 'grant':
      return grantSent(ctx, waiting);
    case 'history':
      if (waiting.entry === null) throw new Error('an entry of history has its content in the outbox');
      return { kind: 'history', waiting, row: waiting.entry };
    case 'delivery':
      return { kind: 'delivery', waiting, row: deliveryRow(ctx, waiting.id) };
  }
}

export function toProjectable(batch: readonly Sent[]): Projectable {
  const sessions: IndexRow[] = [];
  const grants: GrantRow[] = [];
  const history: HistoryRow[] = [];
  const deliveries: DeliveryRow[] = [];
  for (const sent of batch) {
    if (sent.kind === 'session') sessions.push(sent.row);
    else if (sent.kind === 'grant') grants.push(sent.row);
    else if (sent.kind === 'history') history.push(sent.row);
    else if (sent.row !== null) deliveries.push(sent.row);
  }
  return { sessions, grants, history, deliveries };
}

function sessionSent(ctx: SubjectContext, waiting: OutboxRow): Sent {
  const { tables } = ctx;
  const { route } = tables.meta;
  const record = tables.records.get(waiting.id);
  if (!record) return { kind: 'session', waiting, row: { ...endOfId(ctx, waiting), partition: '' }, record: null };
  const { id, home, partition, revision, issuer, clients } = record;
  const row = {
    state: 'live',
    id,
    route,
    home,
    partition,
    ...sessionFields(record),
    revision,
    at: ctx.now(),
    keyId: keyIdOf(record.envelope),
    issuer,
    clientIds: clients.map(({ clientId }) => clientId),
  } as const;
  return { kind: 'session', waiting, row, record };
}

function grantSent(ctx: SubjectContext, waiting: OutboxRow): Sent {
  const { tables } = ctx;
  const { route } = tables.meta;
  const grant = tables.grants.get(waiting.id);
  if (!grant) return { kind: 'grant', waiting, row: endOfId(ctx, waiting), grant: null };
  const { id, home, revision, type, subjectId, sessionId, clientId, grantId, lookup, expiration } = grant;
  const row = {
    state: 'live',
    id,
    route,
    home,
    revision,
    at: ctx.now(),
    keyId: keyIdOf(grant.envelope),
    type,
    subjectId,
    sessionId,
    clientId,
    grantId,
    lookup,
    expiration,
  } as const;
  return { kind: 'grant', waiting, row, grant };
}

function endOfId(ctx: SubjectContext, { id, rev }: OutboxRow) {
  const { tables } = ctx;
  const { route } = tables.meta;
  const mark = tables.marks.get(id);
  const revision = mark?.kind === 'ended' ? Math.max(mark.rev, rev) : rev;
  return { state: 'ended', id, route, home: mark?.home ?? route, revision, at: ctx.now() } as const;
}

function deliveryRow({ tables }: SubjectContext, id: string): DeliveryRow | null {
  const held = tables.deliveries.get(id);
  if (held === null) return null;
  const { failures: _, ...row } = held;
  return { ...row, route: tables.meta.route };
}
