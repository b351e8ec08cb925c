/** Guards of the sessions of BFFs. */
import { edit, type Mutant, mutant } from './mutant.ts';

export const BFF: readonly Mutant[] = [
  mutant(
    'BFF: adopt takes the place of the session of the same subject and sid',
    [101, 102, 104, 105],
    edit('subject/adopt.ts', 'const replaced = makeRoom(ctx, id, content);', 'const replaced = false;'),
  ),
  mutant(
    'BFF: a session that makes room ends as every other, with a mark',
    [101, 103, 104],
    edit(
      'subject/make-room.ts',
      "endRecord(ctx, record, replaced(SYSTEM, 'replace'))",
      'ctx.tables.records.delete(record.id)',
    ),
  ),
  mutant(
    'BFF: only in a partition does a session make room',
    [108],
    edit('subject/make-room.ts', "if (partition === '') return false;", ''),
  ),
  mutant(
    'BFF: the owner compares the sid of a create on its own key',
    [106],
    edit(
      'subject/replace-own.ts',
      'record.subjectId === content.subjectId && record.sessionId === content.sessionId',
      'true',
    ),
  ),
  mutant(
    'BFF: only the subject that has a key may create on it',
    [106],
    edit(
      'subject/create.ts',
      "args.content.partition !== '' && here.kind === 'forward' && here.way.target === target",
      "args.content.partition !== '' && here.kind === 'forward'",
    ),
  ),
  mutant(
    'BFF: what is created anew on its key is as new as it is',
    [109],
    edit('subject/replace-own.ts', 'revision, { since: ctx.now() }', 'revision, null'),
  ),
  mutant(
    'BFF: a removal by sid leaves a fence in each of its partitions',
    [108],
    edit('index-d1/fence.ts', 'alsoIn.fenced ?', 'false ?'),
  ),
  mutant(
    'BFF: a removal by sid is told where the sessions of its partitions are',
    [111],
    edit('management/remove-sessions.ts', 'await sum.add(inPartitions);', ''),
  ),
  mutant(
    'BFF: a removal in partitions alone completes what left',
    [110],
    edit('subject/remove-sessions.ts', 'if (cuts(args)) await', 'if (args.ofSubject && args.removeSessions) await'),
  ),
  mutant(
    'BFF: a repeat of a removal in partitions alone completes what left',
    [113],
    edit('subject/remove-sessions.ts', 'cuts(args) && !dryRun', 'args.removeSessions && !dryRun'),
  ),
];
