/** Sessions with issuer and clients, for the tests of what session management asks the index. */
import type { LiveRow } from '../../src/index-d1/index-row.ts';
import type { UserSessionQuery } from '../../src/index-d1/management-page.ts';
import { ended, live, newIndex, told } from './index-rows.ts';

let revision = 1;

/** It does not expire. */
export const userSession = (n: number, fields: Partial<LiveRow> = {}): LiveRow =>
  live(n, { expires: null, issuer: 'https://issuer.example', ...fields });

/** Whatever was told of them before. */
export async function keep(...rows: readonly LiveRow[]): Promise<void> {
  revision += 1;
  await newIndex().project(told(rows.map((row) => ({ ...row, revision }))));
}

export async function end(n: number): Promise<void> {
  revision += 1;
  await newIndex().project(told([ended(n, revision)]));
}

export const userSessionQuery = (fields: Partial<UserSessionQuery> = {}): UserSessionQuery => ({
  subjectId: null,
  sessionId: null,
  displayName: null,
  clientId: null,
  active: null,
  countRequested: 25,
  resultsToken: null,
  requestPriorResults: false,
  totals: true,
  ...fields,
});
