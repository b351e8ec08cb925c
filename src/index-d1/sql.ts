/**
 * Statements as templates: what is put into one is a piece of SQL or a value. Guarantees: a value reaches SQLite as a bound
 * parameter and in no other way; pieces compose without counting placeholders; `identifier` quotes a name. A statement has
 * the type of the rows that it answers, which its author states: `sql<Row>`.
 *
 * Ours, and not Drizzle's, of which it is the part that is used: that one brings tables and columns along, 13 KiB of bundle.
 */

/** What D1 binds. */
export type Value = string | number | null;

export class SQL<out Row = unknown> {
  /** With `?` for each value. */
  readonly text: string;
  readonly values: readonly Value[];
  /** For the compiler alone. */
  declare protected readonly row: Row;

  constructor(text: string, values: readonly Value[]) {
    this.text = text;
    this.values = values;
  }
}

export function sql<Row = unknown>(texts: TemplateStringsArray, ...inserted: readonly (SQL | Value)[]): SQL<Row> {
  const pieces = inserted.map((one) => (one instanceof SQL ? one : new SQL('?', [one])));
  return new SQL(
    texts.reduce((text, next, index) => `${text}${pieces[index - 1]?.text}${next}`),
    pieces.flatMap(({ values }) => values),
  );
}

export const join = (pieces: readonly SQL[], separator: ', ' | ' AND '): SQL =>
  new SQL(
    pieces.map(({ text }) => text).join(separator),
    pieces.flatMap(({ values }) => values),
  );

/** The name of a table, a column or an index. */
export const identifier = (name: string): SQL => new SQL(`"${name.replaceAll('"', '""')}"`, []);
