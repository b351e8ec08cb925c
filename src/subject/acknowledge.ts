/**
 * What the index has confirmed, in one transaction: rows of the outbox go, by kind, id and revision; what was told of sessions
 * and grants counts as confirmed. A session or grant that the index learns for the first time under a fenced sid, older than
 * the fence, ends here.
 */

import { kindOf } from '../grant/grant.ts';
import type { Fence, LiveGrantRow, LiveRow, ProjectionAnswer } from '../index-d1/index-row.ts';
import { endOf } from '../session/lifetime.ts';
import type { SubjectContext } from './context.ts';
import { endRecord } from './end.ts';
import { endGrant } from './end-grant.ts';
import { fenced } from './ending.ts';
import type { HeldGrant } from './grant-table.ts';
import type { StoredRecord } from './record.ts';
import type { Sent } from './sent.ts';

export function acknowledge(ctx: SubjectContext, batch: readonly Sent[], { fences, clients }: ProjectionAnswer): void {
  const { tables } = ctx;
  if (!tables.exist) return;
  ctx.registrations.hear(clientsOf(batch), clients);
  ctx.write(tables.meta.route, 'acknowledge', () => {
    for (const sent of batch) {
      tables.outbox.acknowledge(sent.waiting);
      switch (sent.kind) {
        case 'session':
          if (sent.row.state === 'live' && sent.record) confirmSession(ctx, sent.row, sent.record, fences);
          break;
        case 'grant':
          if (sent.row.state === 'live' && sent.grant) confirmGrant(ctx, sent.row, sent.grant, fences);
          break;
        case 'delivery':
          if (sent.row !== null && sent.row.status !== 'pending') forgetDelivery(ctx, sent.row);
          break;
        case 'history':
          break;
      }
    }
    ctx.registrations.keep();
  });
}

function confirmSession(ctx: SubjectContext, row: LiveRow, sent: StoredRecord, fences: readonly Fence[]): void {
  const { records } = ctx.tables;
  const present = records.get(row.id);
  if (present?.via !== sent.via || present.sessionId !== row.sessionId) return;
  const fence = present.indexedRevision === 0 ? fences.find((one) => endsSession(ctx, one, present)) : undefined;
  if (fence) {
    ctx.registrations.keep();
    endRecord(ctx, present, fenced(fence));
    ctx.ports.log('ended-by-fence', { id: row.id });
    return;
  }
  const { via } = sent;
  records.confirm(row.id, { via, sid: row.sessionId, rev: row.revision, ends: endOf(row), renewed: row.renewed });
}

function confirmGrant(ctx: SubjectContext, row: LiveGrantRow, sent: HeldGrant, fences: readonly Fence[]): void {
  const { grants } = ctx.tables;
  const present = grants.get(row.id);
  if (present?.via !== sent.via || present.sessionId !== row.sessionId) return;
  if (present.indexedRevision === 0 && fences.some((fence) => endsGrant(ctx, fence, present))) {
    endGrant(ctx, present, { fenced: true });
    ctx.ports.log('grant-ended-by-fence', { id: row.id });
    return;
  }
  grants.confirm(row.id, { via: sent.via, sid: row.sessionId, rev: row.revision });
}

/** A removal by sid that the index could not name this session for. */
const endsSession = (ctx: SubjectContext, fence: Fence, record: StoredRecord): boolean =>
  fence.kind === 'session' &&
  fence.partition === record.partition &&
  fence.sessionId === record.sessionId &&
  record.since <= fence.at - ctx.margin;

/** The same of a grant; and one that says of itself that it was there before the removal, and came after it. */
function endsGrant(ctx: SubjectContext, fence: Fence, grant: HeldGrant): boolean {
  if (fence.kind !== kindOf(grant.type) || fence.partition !== '' || fence.sessionId !== grant.sessionId) return false;
  if (fence.clients !== null && (grant.clientId === null || !fence.clients.includes(grant.clientId))) return false;
  const { since, creationTime } = grant;
  return since <= fence.at - ctx.margin || (creationTime <= fence.at && creationTime < since - ctx.margin);
}

/** The index has its last word: it exists there only. */
function forgetDelivery({ tables }: SubjectContext, { id, revision }: { id: string; revision: number }): void {
  if (tables.deliveries.get(id)?.revision === revision) tables.deliveries.delete(id);
}

const clientsOf = (batch: readonly Sent[]): Set<string> =>
  new Set(batch.flatMap(({ row }) => (row !== null && 'clientIds' in row ? row.clientIds : [])));
