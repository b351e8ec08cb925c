/** Guards of notifications, of what an end knows of clients, and of repeats. */
import { edit, type Mutant, mutant } from './mutant.ts';

export const NOTIFICATIONS: readonly Mutant[] = [
  mutant(
    'a delivery is due until its attempt is over',
    [73],
    edit(
      'subject/deliver-due.ts',
      'const outcome = await deliver(',
      "ctx.write(route, 'delivery-taken', () => ctx.tables.deliveries.put({ ...delivery, nextAttempt: null }));\n  const outcome = await deliver(",
    ),
  ),
  mutant(
    'a delivery is read again after its attempt',
    [74],
    edit('subject/deliver-due.ts', 'const again = present.revision !== delivery.revision;', 'const again = false;'),
  ),
  mutant('one run sends at a time', [85], edit('subject/deliver-due.ts', 'if (ctx.delivering) return;', '')),
  mutant(
    'an answer waits for notifications',
    [86],
    edit(
      'subject/notify.ts',
      "ctx.announce('delivery', id, rev, session.id);",
      "ctx.announce('delivery', id, rev, '');",
    ),
  ),
  mutant(
    'a delivery stays until the index has its last word',
    [87],
    edit(
      'subject/deliver-due.ts',
      "ctx.announce('delivery', id, revision, '');",
      "ctx.announce('delivery', id, revision, '');\n    if (next.nextAttempt === null) ctx.tables.deliveries.delete(id);",
    ),
  ),
  mutant(
    'redeliver waits for what it has made of the delivery',
    [88],
    edit('subject/projection.ts', "tables.outbox.has('delivery', id)", 'tables.outbox.holds(id)'),
  ),
  mutant(
    'storage stays with deliveries',
    [93],
    edit(
      'subject/tables.ts',
      'if (this.grants.any || this.deliveries.any) return false;',
      'if (this.grants.any) return false;',
    ),
  ),
  mutant(
    'RemoveAsync asks about clients first',
    [81],
    edit('subject/remove.ts', "if (mode === 'sign-out') await askAboutClients(ctx, id, meter);", ''),
  ),
  mutant(
    'ProcessLogout asks about clients first',
    [81],
    edit('subject/remove-of-subject.ts', "if (mode === 'sign-out') {", 'if (false) {'),
  ),
  mutant(
    'RemoveSessions asks about clients first',
    [81],
    edit(
      'subject/remove-sessions.ts',
      'if (args.notify) await ctx.registrations.ask(() => clientIdsOf(matchOf(ctx, args).sessions), meter);',
      '',
    ),
  ),
  mutant(
    'a create asks about the clients of those that it evicts',
    [81],
    edit('subject/create.ts', 'if (target === route) await askAboutEvicted(ctx, args, meter);', ''),
  ),
  mutant(
    'an arrival asks about the clients of those that it evicts',
    [81],
    edit('subject/adopt.ts', 'await askAboutEvicted(ctx, create, meter);', ''),
  ),
  mutant(
    'expiry by cron asks about clients first',
    [81],
    edit(
      'subject/expire.ts',
      'await ctx.registrations.ask(() => clientIdsOf([...dueOf(ctx, ids), ...(take === null ? dueHere(ctx) : [])]), meter);',
      '',
    ),
  ),
  mutant(
    'expiry by alarm asks about clients first',
    [81],
    edit('subject/expire.ts', 'await ctx.registrations.ask(() => clientIdsOf(dueHere(ctx)), meter);', ''),
  ),
  mutant(
    'the last copy of a registration is kept',
    [82],
    edit(
      'subject/registrations.ts',
      'this.#ctx.tables.registrations.keep(clientId, this.#heard.get(clientId) ?? null);',
      '',
    ),
  ),
  mutant(
    'a client that was never heard of is told',
    [82],
    edit(
      'subject/notify.ts',
      "if (client === undefined) return told === 'coordinated' || isWithin(told.within, clientId);",
      'if (client === undefined) return false;',
    ),
  ),
  mutant('one claim at a time', [89], edit('subject/claim.ts', 'ctx.claims.set(scope, now);', '')),
  mutant('a claim is free after a while', [89], edit('subject/claim.ts', ' && now - since < HELD_FOR', '')),
  mutant(
    'the bucket remembers the answer',
    [89],
    edit('subject/claim.ts', "ctx.tables.answers.keep({ scope, bodyHash, answer }, '', 0, now);", ''),
  ),
  mutant('an error is not remembered', [89], edit('management/once.ts', 'await settle(null);', '')),
  mutant(
    'RemoveSessions keeps its answer in its transaction',
    [90],
    edit(
      'subject/remove-sessions.ts',
      'ctx.registrations.keep();\n  keepAnswer(ctx, args, counts, now);',
      "ctx.registrations.keep();\n  setTimeout(() => ctx.write(args.route, 'late', () => keepAnswer(ctx, args, counts, now)), 5);",
    ),
  ),
  mutant(
    'a repeat of RemoveSessions completes what has left',
    [90],
    edit('subject/remove-sessions.ts', 'if (cuts(args) && !dryRun) await completeWhatLeft(ctx, route, meter);', ''),
  ),
  mutant(
    'a repeat of RemoveSessions waits for the index',
    [90],
    edit('subject/remove-sessions.ts', 'dryRun || (wait && (await ctx.projection.caughtUp(meter)))', 'true'),
  ),
];
