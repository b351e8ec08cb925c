/**
 * The text filters of a search, and how SQLite is asked for them. Guarantees: literal and *contains*; ids as they are,
 * names folded on both sides by `foldName`; a null name matches nothing. LIKE and GLOB are not used: D1 limits their
 * patterns to 50 bytes.
 *
 * A further filter of QuerySessions (a client, active or not) belongs here: a condition beside `matches`.
 */
import { type SQL, sql } from 'drizzle-orm';
import { foldName, type SessionQuery } from '../session/session-filter.ts';

/** Trigrams know nothing of less than three characters (code points). */
const TRIGRAM = 3;

export interface TextFilter {
  readonly column: 'subject' | 'sid' | 'name_folded';
  /** As it is compared. */
  readonly value: string;
}

export function textFilters({ subjectId, sessionId, displayName }: SessionQuery): readonly TextFilter[] {
  const filters: TextFilter[] = [];
  if (subjectId !== null) filters.push({ column: 'subject', value: subjectId });
  if (sessionId !== null) filters.push({ column: 'sid', value: sessionId });
  if (displayName !== null) filters.push({ column: 'name_folded', value: foldName(displayName) });
  return filters;
}

/** Whether a row of `ix` matches them all. */
export const matches = (filters: readonly TextFilter[]): SQL =>
  sql.join(
    filters.map(({ column, value }) => sql`instr(ix.${sql.identifier(column)}, ${value}) > 0`),
    sql` AND `,
  );

/**
 * The filter as an FTS5 phrase, or null where it is too short. A phrase of consecutive trigrams in one column is the
 * substring itself; within its quotes only the quote is special.
 */
export const phraseOf = ({ column, value }: TextFilter): string | null =>
  [...value].length < TRIGRAM ? null : `${column} : "${value.replaceAll('"', '""')}"`;
