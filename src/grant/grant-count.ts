/**
 * How many grants somebody has, told without any of them: neither keys nor data (contract, "Session management", grants).
 * Expired and consumed ones count until they are removed, as they do in a removal. Pure: the language only.
 */

/** The grants of one client and type. Times are milliseconds since the epoch. */
export interface GrantCount {
  readonly clientId: string | null;
  readonly type: string;
  readonly count: number;
  readonly newestCreationTime: number;
  /** Null: none of them expires. */
  readonly earliestExpiration: number | null;
}

export interface GrantCounts {
  /** By client, then type. */
  readonly counts: readonly GrantCount[];
  /** There are more grants than one answer counts: what is told is a part of them. */
  readonly incomplete: boolean;
}
