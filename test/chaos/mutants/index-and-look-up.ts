/** Guards of the index, of waiting for it, and of look-ups. */
import { edit, type Mutant, mutant } from './mutant.ts';

export const INDEX_AND_LOOK_UP: readonly Mutant[] = [
  mutant(
    'look-up: nothing there, ask home',
    [14],
    edit('store/lookup.ts', "if (route === home) return { outcome: 'absent' };", "return { outcome: 'absent' };"),
  ),
  mutant(
    'look-up: an old mark is final only if home led there',
    [15],
    edit('store/lookup.ts', "if (ledByHome) return { outcome: 'absent' };", "return { outcome: 'absent' };"),
  ),
  mutant(
    'look-up: an old mark is final if home led there',
    [15],
    edit('store/lookup.ts', "if (ledByHome) return { outcome: 'absent' };", ''),
  ),
  mutant(
    'the projection is guarded by revision',
    [32],
    edit('index-d1/session-rows.ts', 'WHERE excluded.rev > ix.rev', 'WHERE true'),
  ),
  mutant(
    'a tombstone, not a deletion',
    [33, 22, 25],
    edit(
      'index-d1/projector.ts',
      "const liveSessions = sessions.filter((row) => row.state === 'live');",
      `const liveSessions = sessions.filter((row) => row.state === 'live');
       await db.prepare("DELETE FROM ix WHERE id IN (SELECT value FROM json_each(?))")
         .bind(JSON.stringify(sessions.filter(({ state }) => state === 'ended').map(({ id }) => id))).run();`,
    ),
    edit('index-d1/projector.ts', 'ifAny(sessions, putSessions)', 'ifAny(liveSessions, putSessions)'),
  ),
  mutant('a tombstone is kept for 25 h', [33], edit('session/windows.ts', 'tombstone: 25 * HOUR', 'tombstone: HOUR')),
  mutant(
    'acknowledged by id and revision',
    [31],
    edit(
      'subject/outbox-table.ts',
      "'DELETE FROM outbox WHERE kind = ? AND id = ? AND rev = ?', kind, id, rev",
      "'DELETE FROM outbox WHERE kind = ? AND id = ?', kind, id",
    ),
  ),
  mutant(
    'the wait is for no row of the id, not for its own row to go',
    [38],
    edit(
      'subject/projection.ts',
      'const enough = new AbortController();',
      `const enough = new AbortController();
       const rowOf = (id) => this.#ctx.tables.outbox.first(500).find((row) => row.id === id)?.rev;
       const mine = new Map(ids.map((id) => [id, rowOf(id)]));`,
    ),
    edit(
      'subject/projection.ts',
      'if (isDone()) return true;',
      'if (isDone() || ids.every((id) => rowOf(id) !== mine.get(id))) return true;',
    ),
  ),
  mutant(
    'the wait is over only where the id still is',
    [39, 65],
    edit('subject/projection.ts', '!tables.outbox.holds(id) && isHere(this.#ctx, id)', '!tables.outbox.holds(id)'),
  ),
];
