/** Guards of home: it arbitrates, locks, finishes and releases. */
import { edit, type Mutant, mutant } from './mutant.ts';

export const HOME: readonly Mutant[] = [
  mutant(
    'home arbitrates a chosen key',
    [1, 2, 4, 42],
    edit('store/by-key.ts', 'const home = homeOf(key, id);', 'const home = target;'),
  ),
  mutant('lock at home', [29, 21, 23], edit('subject/locks.ts', 'before.then(work, work)', 'work()')),
  mutant(
    'release under the lock',
    [29],
    edit('subject/release.ts', 'ctx.locks.run(id, async () => {', '(async (_, work) => work())(id, async () => {'),
  ),
  mutant(
    'create sees the end mark at home',
    [4, 16, 37],
    edit(
      'subject/create.ts',
      "here.kind === 'mark' && here.mark.kind === 'ended' && inWindow(ctx, here.mark)",
      'false',
    ),
  ),
  mutant(
    "create sees the owner's end mark",
    [4, 9, 16],
    edit('subject/create.ts', "owner?.outcome === 'ended' && owner.inWindow", 'false'),
  ),
  mutant('create finishes a move first', [4], edit('subject/create.ts', 'await finishAll(ctx, route, id, meter);', '')),
  mutant(
    '`moving` is written before the yield',
    [42],
    edit(
      'subject/change.ts',
      "begin(ctx, args, { from: 'object', route: from }, here.way.via);",
      `const { ifMatch, mode, by } = args;
       const { via } = here.way;
       await ctx.ports.peer(from).yield({ route: from, id, via, ifMatch, mode, by });
       begin(ctx, args, { from: 'object', route: from }, via);`,
    ),
  ),
  mutant(
    'ended at yield: the forward is restored',
    [9],
    edit('subject/finish.ts', "case 'ended':\n      restore();", "case 'ended':"),
  ),
  mutant(
    'ended at yield: not moved on',
    [9],
    edit(
      'subject/finish.ts',
      "return { outcome: answer.inWindow ? 'ended' : 'ended-long-ago' };",
      "return { outcome: 'taken', via: way.via + 1, since: way.began, indexed: false };",
    ),
  ),
  mutant(
    'home repeats on stale',
    [1, 3, 4],
    edit(
      'subject/finish.ts',
      "ctx.write(route, 'take-up-again', () => ctx.tables.ways.takeUpAgain(id, ctx.now()));",
      "throw new Error('stale');",
    ),
  ),
  mutant(
    '`at` is renewed only when stale',
    [26, 27],
    edit('subject/finish.ts', 'at: way.at, create })', 'at: ctx.now(), create })'),
  ),
  mutant(
    '`since` of a new sid is `began`, not `at`',
    [40],
    edit('subject/finish.ts', 'answer.travelling.since : way.began', 'answer.travelling.since : way.at'),
  ),
  mutant(
    'the forward carries the new via',
    [2, 8, 21, 29],
    edit(
      'subject/finish.ts',
      'ctx.tables.ways.forward(id, target, via)',
      'ctx.tables.ways.forward(id, target, way.via)',
    ),
  ),
  mutant(
    'reads finish a move',
    [3, 29],
    edit(
      'subject/subject.ts',
      'read = ({ route, id }: api.ById) =>',
      `read = ({ route, id }: api.ById) =>
      look(this.#ctx, id).kind === 'moving' ? this.#run(async () => ({ outcome: 'absent' })) :`,
    ),
  ),
  mutant('release finishes a move', [1, 2], edit('subject/release.ts', 'await finishAll(ctx, route, id, meter);', '')),
  mutant('release compares via', [5], edit('subject/release.ts', ' && here.way.via === via', '')),
  mutant(
    'release drops the forward',
    [2, 5, 24],
    edit('subject/release.ts', "ctx.write(route, 'release', () => ctx.tables.ways.drop(id))", 'here.way.via'),
  ),
];
