/** Guards of the owner: what it yields, adopts, remembers and forgets. */
import { edit, type Mutant, mutant } from './mutant.ts';

export const OWNER: readonly Mutant[] = [
  mutant(
    'the end mark',
    [2, 4, 5, 9],
    edit(
      'subject/end.ts',
      "ctx.tables.marks.put({ id, what: 'session', kind: 'ended', rev, via, home, at: now, arrived: false, fenced: null });",
      '',
    ),
  ),
  mutant('yield compares via', [8], edit('subject/yield.ts', '|| here.record.via !== args.via', '')),
  mutant(
    '`left` is kept',
    [1, 7, 42],
    edit(
      'subject/yield.ts',
      "ctx.tables.marks.put({ id, what, kind: 'left', rev, via, home, at: now, travelling });",
      '',
    ),
  ),
  mutant(
    '`left` carries `since`',
    [19],
    edit('subject/yield.ts', 'travelling: mark.travelling }', 'travelling: { ...mark.travelling, since: ctx.now() } }'),
  ),
  mutant(
    '`left` carries `indexed`',
    [19],
    edit('subject/yield.ts', 'travelling: mark.travelling }', 'travelling: { ...mark.travelling, indexed: true } }'),
  ),
  mutant(
    'the outbox row goes when a move starts',
    [20],
    edit(
      'subject/change.ts',
      'letGo(ctx, record, via, args);',
      `const waits = ctx.tables.outbox.has('session', id);
       letGo(ctx, record, via, args);
       if (waits) ctx.announce('session', id, record.revision);`,
    ),
  ),
  mutant(
    'the outbox row goes when a record leaves',
    [20],
    edit('subject/yield.ts', "ctx.tables.outbox.drop('session', record.id);", ''),
  ),
  mutant('adopt: known first', [2, 7, 13], edit('subject/adopt.ts', 'if (known) return known;', '')),
  mutant(
    'adopt: marks count as known',
    [2, 7, 13],
    edit('subject/adopt.ts', "if (here.kind !== 'mark' || here.mark.via < via) return null;", 'return null;'),
  ),
  mutant(
    'adopt: `left` counts as known',
    [7],
    edit(
      'subject/adopt.ts',
      "here.kind !== 'mark' || here.mark.via < via",
      "here.kind !== 'mark' || here.mark.kind === 'left' || here.mark.via < via",
    ),
  ),
  mutant(
    'adopt: stale after 12 h',
    [6, 26, 27],
    edit('subject/adopt.ts', "if (ctx.now() - args.at > WINDOWS.adopt) return { outcome: 'stale' };", ''),
  ),
  mutant(
    'a create that was begun 12 h ago ends on arrival',
    [4],
    edit('subject/adopt.ts', '(create !== null && now - began > WINDOWS.adopt)', 'false'),
  ),
  mutant(
    'a refusal is remembered',
    [13, 27],
    edit(
      'subject/adopt.ts',
      "tables.marks.put({ id, what: 'session', kind: 'refused', rev: via, via, home, at: now, because: refusal });",
      '',
    ),
  ),
  mutant(
    'a move is not refused',
    [13],
    edit(
      'subject/adopt.ts',
      'const refusal = create && refuse(ctx, create, content);',
      "const refusal = refuse(ctx, create ?? { limit: { count: 1, policy: 'deny' }, kept: null }, content);",
    ),
  ),
  mutant(
    "an ended mark needs release's answer",
    [2, 5],
    edit('subject/forget.ts', "mark.kind === 'refused'", "mark.kind === 'refused' || mark.kind === 'ended'"),
  ),
  mutant(
    "a `left` mark needs release's answer",
    [1],
    edit('subject/forget.ts', "mark.kind === 'refused'", "mark.kind === 'refused' || mark.kind === 'left'"),
  ),
  mutant('a mark stays when release fails', [1], edit('subject/forget.ts', 'complete = false;', 'drop(mark);')),
  mutant(
    'a mark is forgotten by revision, not by id alone',
    [16, 37],
    edit(
      'subject/mark-table.ts',
      "'DELETE FROM mark WHERE id = ? AND rev = ?', id, rev",
      "'DELETE FROM mark WHERE id = ?', id",
    ),
  ),
  mutant(
    'a mark is forgotten by revision, not by via',
    [37],
    edit(
      'subject/forget.ts',
      'tables.marks.forget(mark.id, mark.rev)',
      'tables.marks.get(mark.id)?.via === mark.via && tables.marks.drop(mark.id)',
    ),
  ),
  mutant('storage stays with marks', [1, 16], edit('subject/tables.ts', ' OR EXISTS (SELECT 1 FROM mark)', '')),
  mutant('storage stays with outbox rows', [25], edit('subject/tables.ts', 'OR EXISTS (SELECT 1 FROM outbox) ', '')),
  mutant('storage stays with a cut', [41], edit('subject/tables.ts', 'OR EXISTS (SELECT 1 FROM cut) ', '')),
  mutant(
    'the revision is a hybrid clock, not a wall clock',
    [34],
    edit('subject/meta-table.ts', 'SET rev = max(rev + 1, ?, ?)', 'SET rev = max(?, 0 * ?)'),
  ),
  mutant(
    'the revision is handed over at adopt',
    [34],
    edit(
      'subject/adopt.ts',
      'const rev = ctx.tick(seen);\n  tables.marks.drop(id);',
      'const rev = ctx.tick();\n  tables.marks.drop(id);',
    ),
  ),
];
