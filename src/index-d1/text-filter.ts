/**
 * The text filters of a search, and how SQLite is asked for them. Guarantees: literal and *contains*; ids as they are,
 * names folded on both sides by `foldName`; a null name matches nothing. LIKE and GLOB are not used: D1 limits their
 * patterns to 50 bytes.
 */
import { foldName, type SessionQuery } from '../session/session-filter.ts';
import type { Hits, RowFilter } from './row-filter.ts';
import { identifier, sql } from './sql.ts';

/** Trigrams know nothing of less than three characters (code points). */
const TRIGRAM = 3;

type TextColumn = 'subject' | 'sid' | 'name_folded';

/** Those of the three that are set. */
export type Texts = Pick<SessionQuery, 'subjectId' | 'sessionId' | 'displayName'>;

export function textFilters({ subjectId, sessionId, displayName }: Texts): readonly RowFilter[] {
  const filters: RowFilter[] = [];
  if (subjectId !== null) filters.push(contains('subject', subjectId));
  if (sessionId !== null) filters.push(contains('sid', sessionId));
  if (displayName !== null) filters.push(contains('name_folded', foldName(displayName)));
  return filters;
}

/** `value`: as it is compared. */
const contains = (column: TextColumn, value: string): RowFilter => ({
  test: sql`instr(ix.${identifier(column)}, ${value}) > 0`,
  hits: hitsOf(column, value),
});

/**
 * The filter as an FTS5 phrase, or null where it is too short. A phrase of consecutive trigrams in one column is the
 * substring itself; within its quotes only the quote is special.
 */
function hitsOf(column: TextColumn, value: string): Hits | null {
  if ([...value].length < TRIGRAM) return null;
  const phrase = `${column} : "${value.replaceAll('"', '""')}"`;
  return {
    counted: sql`SELECT 1 FROM ix_text WHERE ix_text MATCH ${phrase}`,
    // CROSS JOIN: in this order, never the list first.
    rows: sql`ix_text CROSS JOIN ix ON ix.n = ix_text.rowid WHERE ix_text MATCH ${phrase}`,
    exact: true,
    price: 5,
    walkable: false,
  };
}
