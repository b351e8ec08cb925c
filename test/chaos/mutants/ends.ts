/** Guards of ends: what goes with them, and what is remembered of them. */
import { edit, type Mutant, mutant } from './mutant.ts';

const TAKE_ALONG = 'takeAlong(ctx, record, rev, replaced(by, mode));';

export const ENDS: readonly Mutant[] = [
  mutant(
    'history in the transaction that ends',
    [71],
    edit(
      'subject/take-along.ts',
      'ctx.enter({ ...entry, revision: rev });',
      'setTimeout(() => ctx.enter({ ...entry, revision: rev }), 5);',
    ),
  ),
  mutant(
    'history is entered by id and revision',
    [72],
    edit('subject/context.ts', 'id: `$' + '{id}:$' + '{rev}`', 'id'),
  ),
  mutant(
    'an entry of history rings the alarm',
    [91],
    edit('subject/context.ts', 'entry });\n    this.alarm.cover(this.projection.dueAfterWrite());', 'entry });'),
  ),
  mutant(
    'deliveries in the transaction that ends',
    [71],
    edit(
      'subject/notify.ts',
      'for (const [ordinal, { clientId, sub, sid }] of told.entries()) {',
      'for (const [ordinal, { clientId, sub, sid }] of told.entries()) setTimeout(() => {',
    ),
    edit(
      'subject/notify.ts',
      "ctx.announce('delivery', id, rev, session.id);\n  }",
      "ctx.announce('delivery', id, rev, session.id);\n  }, 5);",
    ),
  ),
  mutant('a record that leaves is history', [79], edit('subject/yield.ts', TAKE_ALONG, '')),
  mutant(
    'a record that gets another sid is history',
    [71, 72, 79],
    edit('subject/update.ts', 'if (!sidKept) takeAlong(ctx, record, next, replaced(args.by, args.mode));', ''),
  ),
  mutant(
    'a renewal ends token grants',
    [79],
    edit('subject/ending.ts', "tokens: mode === 'renew' ? 'all' : 'none'", "tokens: 'none'"),
  ),
  mutant(
    'an update does not',
    [79],
    edit('subject/ending.ts', "tokens: mode === 'renew' ? 'all' : 'none'", "tokens: 'all'"),
  ),
  mutant(
    'whether it is a renewal goes along to the owner',
    [79],
    edit('subject/finish.ts', 'mode: way.mode, by: way.by', "mode: 'replace', by: way.by"),
  ),
  mutant(
    'the ended sid is remembered',
    [75],
    edit('subject/take-along.ts', 'ctx.tables.revocations.sessionEnded(sessionId, now);', ''),
  ),
  mutant(
    'unless another session lives',
    [75],
    edit('subject/revoked.ts', ' && !records.livesWithSid(sessionId, now)', ''),
  ),
  mutant(
    'an ended sid counts for 24 h',
    [75],
    edit('subject/revocation-table.ts', 'removal = 0 AND at > ?', 'removal = 0 AND at > 0 * ?'),
  ),
  mutant(
    'a removal is remembered',
    [76],
    edit(
      'subject/remove-sessions.ts',
      'tables.revocations.add({ at, sessionIds, clientIds, kinds, exceptSessionIds: except });',
      '',
    ),
  ),
  mutant(
    'a removal counts for 24 h',
    [76],
    edit('subject/revocation-table.ts', 'removal = 1 AND at > ?', 'removal = 1 AND at > 0 * ?'),
  ),
  mutant(
    'a grant made in the millisecond of a removal was made before it',
    [76],
    edit('subject/revoked.ts', 'grant.creationTime <= revocation.at', 'grant.creationTime < revocation.at'),
  ),
  mutant(
    'a grant that was made after a removal is not meant',
    [76],
    edit('subject/revoked.ts', ' && grant.creationTime <= revocation.at', ''),
  ),
  mutant(
    'a grant without a time is made after the removals before it',
    [76],
    edit('subject/revoked.ts', 'map(({ at }) => at + 1)', 'map(({ at }) => at)'),
  ),
  mutant('a removal takes kinds', [76], edit('subject/revoked.ts', 'kinds.includes(kindOf(type)) &&', '')),
  mutant(
    'a removal takes clients',
    [76],
    edit('subject/revoked.ts', '(clientIds === null || (clientId !== null && clientIds.includes(clientId))) &&', ''),
  ),
  mutant(
    'a removal spares sids',
    [76],
    edit('subject/revoked.ts', '!(sessionId !== null && exceptSessionIds.includes(sessionId))', 'true'),
  ),
  mutant(
    'the cut of RemoveSessions',
    [77],
    edit(
      'subject/remove-sessions.ts',
      "if (args.removeSessions) tables.cuts.add({ at, partition: '', sessionId, except, ending: endingOf(args) });",
      '',
    ),
  ),
  mutant(
    'a cut spares sids',
    [78],
    edit('subject/cut-table.ts', 'AND ?2 NOT IN (SELECT value FROM json_each(except_sids))', ''),
  ),
  mutant(
    'what ends as it arrives is history',
    [77],
    edit('subject/adopt.ts', 'if (cut !== null && create === null) takeAlong', 'if (false) takeAlong'),
  ),
  mutant(
    'a create that was cut off is not',
    [78],
    edit('subject/adopt.ts', 'if (cut !== null && create === null) takeAlong', 'if (cut !== null) takeAlong'),
  ),
  mutant(
    'a cut says why and who is told',
    [77],
    edit(
      'subject/adopt.ts',
      '...content }, rev, cut)',
      "...content }, rev, { ...cut, reason: 'terminated', told: 'none' })",
    ),
  ),
  mutant(
    'what ends as it arrives asks about its clients first',
    [77],
    edit('subject/adopt.ts', 'if (content.kind !==', "if (content.kind !== '' || content.kind !=="),
  ),
  mutant(
    'the fence of RemoveSessions takes kinds of grants',
    [80],
    edit('subject/acknowledge.ts', 'fence.kind !== kindOf(grant.type) || ', ''),
  ),
  mutant(
    'the fence takes grants of clients',
    [80],
    edit(
      'subject/acknowledge.ts',
      'if (fence.clients !== null && (grant.clientId === null || !fence.clients.includes(grant.clientId))) return false;',
      '',
    ),
  ),
  mutant(
    'the fence takes grants that the index does not know',
    [80],
    edit('subject/acknowledge.ts', 'return since <= fence.at - ctx.margin ||', 'return'),
  ),
  mutant(
    'the fence takes grants that were made before it and come after it',
    [80],
    edit('subject/acknowledge.ts', ' || (creationTime <= fence.at && creationTime < since - ctx.margin)', ''),
  ),
  mutant(
    'eviction in the transaction that creates',
    [84],
    edit(
      'subject/adopt.ts',
      'for (const record of earliest) endRecord(ctx, record, evicted(by));',
      "setTimeout(() => ctx.write('', 'evict', () => { for (const record of earliest) endRecord(ctx, record, evicted(by)); }), 5);",
    ),
  ),
  mutant(
    'expired is tested again in the transaction, by cron',
    [83],
    edit('subject/expire.ts', 'if (!isExpired(record, ctx.now())) {', 'if (false) {'),
  ),
  mutant(
    'expired is tested again in the transaction, by alarm',
    [83],
    edit(
      'subject/expire.ts',
      'await ctx.registrations.ask(() => clientIdsOf(dueHere(ctx)), meter);',
      'const found = dueHere(ctx);\n  await ctx.registrations.ask(() => clientIdsOf(found), meter);',
    ),
    edit(
      'subject/expire.ts',
      'for (const record of dueHere(ctx)) endRecord(ctx, record, expired(ctx));',
      'for (const record of found) endRecord(ctx, record, expired(ctx));',
    ),
    edit('subject/expire.ts', 'if (dueHere(ctx).length === 0', 'if (found.length === 0'),
  ),
  mutant(
    'storage stays with a revocation',
    [76],
    edit('subject/tables.ts', '\n           OR EXISTS (SELECT 1 FROM revocation)', ''),
  ),
  mutant(
    'the index hears of a later end before the earlier one',
    [94],
    edit('subject/alarm.ts', 'if (tables.exist) announceLaterEnds(ctx, route);', ''),
  ),
  mutant(
    'an object in which nothing waits sleeps',
    [92],
    edit('subject/alarm.ts', 'if (next === null) ctx.alarm.clear();', 'if (next === null) return;'),
  ),
];
