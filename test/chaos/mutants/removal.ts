/** Guards of removals of many: by subject and by sid. */
import { edit, type Mutant, mutant } from './mutant.ts';

export const REMOVAL: readonly Mutant[] = [
  mutant(
    'delete-by-subject completes what has left',
    [11],
    edit('subject/remove-of-subject.ts', 'peer.complete({ route: home, id })', 'peer.look({ route: home, id })'),
  ),
  mutant(
    'delete-by-subject completes own moves',
    [11],
    edit(
      'subject/remove-of-subject.ts',
      'await forEachOf(tables.ways.movingFromHere(), (id) => complete(ctx, route, id, meter));',
      '',
    ),
  ),
  mutant(
    'the cut',
    [12, 41],
    edit('subject/remove-of-subject.ts', 'tables.cuts.add({ at: now, partition, sessionId, except: [], ending });', ''),
  ),
  mutant(
    'delete-by-sid finishes a move',
    [18, 20],
    edit('subject/remove-of-sid.ts', 'await finishMoves(ctx, route, ids, meter);', ''),
  ),
  mutant(
    'delete-by-sid: nothing there, ask home',
    [17],
    edit(
      'subject/follow.ts',
      "case 'nothing':\n      return home === route ? null : { id, home, route: home };",
      "case 'nothing':\n      return null;",
    ),
  ),
  mutant(
    'delete-by-sid: left, ask home',
    [18, 20, 30],
    edit(
      'subject/follow.ts',
      'return null;\n      return home === route ? null : { id, home, route: home };',
      'return null;\n      return null;',
    ),
  ),
  mutant(
    'delete-by-sid looks up in the transaction that ends',
    [30],
    edit(
      'subject/remove-of-sid.ts',
      'elsewhere: followed.filter(isElsewhere)',
      'elsewhere: look().filter(isElsewhere)',
    ),
  ),
  mutant('the fence', [19, 40], edit('subject/acknowledge.ts', "fence.kind === 'session' &&", 'false &&')),
  mutant(
    'the fence takes only what was never confirmed',
    [35],
    edit('subject/acknowledge.ts', 'present.indexedRevision === 0 ? fences.find', 'true ? fences.find'),
  ),
  mutant(
    'the margin of the fence',
    [36],
    edit('subject/acknowledge.ts', 'record.since <= fence.at - ctx.margin', 'record.since <= fence.at'),
  ),
  mutant(
    'a `pending` answer is as old as the wait, also where the owner is out of reach',
    [43],
    edit('subject/confirmed-at-owner.ts', 'await ctx.ports.sleep(ctx.ports.policy.indexWait);', ''),
  ),
];
