/** Pages on the wire: what asks for one, and one with its rows read. Contract: "QueryResult". */
import type { QueryResult } from '../session/session-filter.ts';

interface Asked {
  readonly countRequested: number;
  readonly resultsToken: string | null;
  readonly requestPriorResults: boolean;
  readonly totals: boolean;
}

export const pageQuery = ({ countRequested, resultsToken, requestPriorResults, totals }: Asked) => ({
  countRequested: String(countRequested),
  resultsToken,
  requestPriorResults: String(requestPriorResults),
  totals: String(totals),
});

export function pageOf<T>(json: unknown, row: (json: unknown) => T): QueryResult<T> {
  const page = json as QueryResult<unknown>;
  return { ...page, results: page.results.map(row) };
}
