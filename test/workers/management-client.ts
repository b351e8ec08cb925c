/** Grants, clients, removals, history and deliveries over HTTP for the tests: what is sent, and what is told. */
import { fresh, type Sent, send } from './http-client.ts';
import type { Call, UserSession } from './ticket-client.ts';

export interface Grant {
  readonly key: string;
  readonly type: string;
  readonly subjectId: string | null;
  readonly sessionId: string | null;
  readonly clientId: string | null;
  readonly grantId: string | null;
  readonly lookup: string | null;
  readonly description: string | null;
  readonly creationTime: string;
  readonly expiration: string | null;
  readonly consumedTime: string | null;
  readonly data: string;
  readonly revision: number;
}

export interface Page<T> {
  readonly resultsToken: string | null;
  readonly hasPrevResults: boolean;
  readonly hasNextResults: boolean;
  readonly totalCount: number | null;
  readonly totalCountAtLeast: number;
  readonly totalPages: number | null;
  readonly currentPage: number | null;
  readonly incomplete: boolean;
  readonly results: readonly T[];
}

export interface Ended {
  readonly id: string;
  readonly subjectId: string;
  readonly sessionId: string;
  readonly displayName: string | null;
  readonly device: string | null;
  readonly created: string;
  readonly ended: string;
  readonly reason: string;
  readonly actor: string;
  readonly onBehalfOf: string | null;
}

export interface Delivery {
  readonly id: string;
  readonly clientId: string;
  readonly subjectId: string;
  readonly sessionId: string;
  readonly reason: string;
  readonly status: string;
  readonly attempts: number;
  readonly lastError: string | null;
  readonly nextAttempt: string | null;
  readonly created: string;
}

export interface RemovalAnswer {
  readonly sessionsRemoved: number;
  readonly tokensRevoked: number;
  readonly consentsRevoked: number;
  readonly otherGrantsRevoked: number;
  readonly consentsOutOfReach: number;
  readonly notificationsQueued: number;
  readonly bffSessionsRemoved: number;
  readonly dryRun: boolean;
  readonly effectiveAt: string;
}

type Fields = Readonly<Record<string, unknown>>;
type HeaderFields = Readonly<Record<string, string>>;

async function must<T>(status: number, pending: Promise<Response>): Promise<T> {
  const response = await pending;
  if (response.status !== status) throw new Error(`${response.status} instead of ${status}: ${await response.text()}`);
  return response.json();
}

export const newGrant = (given: Fields = {}) => ({ key: fresh('grant'), type: 'refresh_token', data: 'd', ...given });
export const postGrant = (given: Fields = {}, headers: HeaderFields = {}, call: Call = send) =>
  call('POST', '/v1/grants', { json: newGrant(given), headers });
/** Stores a grant that must be new. */
export const granted = (given: Fields = {}, call: Call = send): Promise<Grant> => must(201, postGrant(given, {}, call));

export const grantHeader = (key: string) => ({ 'Grant-Key': encodeURIComponent(key) });
export const getGrant = (key: string, headers: HeaderFields = {}) =>
  send('GET', '/v1/grant', { headers: { ...grantHeader(key), ...headers } });
export const removeGrant = (key: string, headers: HeaderFields = {}) =>
  send('DELETE', '/v1/grant', { headers: { ...grantHeader(key), ...headers } });
export const findGrants = (filter: Fields) => send('POST', '/v1/grants/find', { json: filter });
export const found = async (filter: Fields): Promise<readonly Grant[]> =>
  (await must<{ grants: readonly Grant[] }>(200, findGrants(filter))).grants;
export const removedGrants = async (filter: Fields): Promise<number> =>
  (await must<{ removed: number }>(200, send('POST', '/v1/grants/remove', { json: filter }))).removed;
/** Which of these grants are there, in their order. */
export const surviving = async (grants: readonly Grant[]): Promise<readonly string[]> => {
  const there = await Promise.all(grants.map(async ({ key }) => (await getGrant(key)).status === 200));
  return grants.filter((_, n) => there[n]).map(({ data }) => data);
};

/** Registers a client, by default one that would be told at an address where nobody answers. */
export async function registered(given: Fields = {}): Promise<string> {
  const clientId = fresh('client');
  await register(clientId, given);
  return clientId;
}
export const register = (clientId: string, given: Fields = {}) =>
  must(
    201,
    send('PUT', `/v1/clients/${encodeURIComponent(clientId)}`, {
      token: 'configure-token',
      json: { backChannelLogoutUri: 'https://x.example/logout', ...given },
    }),
  );
export const deregister = (clientId: string) =>
  send('DELETE', `/v1/clients/${encodeURIComponent(clientId)}`, { token: 'configure-token' });

export const postRemoval = (json: Fields, headers: HeaderFields = {}, sent: Sent = {}) =>
  send('POST', '/v1/management/sessions/remove', { token: 'manage-token', json, headers, ...sent });
export const removeSessions = (json: Fields, headers: HeaderFields = {}): Promise<RemovalAnswer> =>
  must(200, postRemoval(json, headers));

export const logout = (subjectId: string, sessionId: string, call: Call = send): Promise<RemovalAnswer> =>
  must(200, call('POST', '/v1/coordination/logout', { json: { subjectId, sessionId } }));

const queryOf = (parameters: Readonly<Record<string, string | number | boolean | null>>) =>
  new URLSearchParams(
    Object.entries(parameters)
      .filter(([, value]) => value !== null)
      .map(([name, value]) => [name, String(value)]),
  ).toString();
type Parameters = Readonly<Record<string, string | number | boolean | null>>;

export const getList = (list: string, parameters: Parameters, token = 'read-token') =>
  send('GET', `/v1/management/${list}?${queryOf(parameters)}`, { token });
export const history = (parameters: Parameters): Promise<Page<Ended>> => must(200, getList('history', parameters));
export const deliveries = (parameters: Parameters): Promise<Page<Delivery>> =>
  must(200, getList('deliveries', parameters));
export const managed = (parameters: Parameters): Promise<Page<UserSession>> =>
  must(200, getList('sessions', parameters));

/** What history says of the sessions of a subject: reasons by sid. */
export const reasonsOf = async (subjectId: string): Promise<Readonly<Record<string, string>>> =>
  Object.fromEntries((await history({ subjectId })).results.map(({ sessionId, reason }) => [sessionId, reason]));
/** Which clients are told of the sessions of a subject: `sid client reason`, sorted. */
export const toldOf = async (subjectId: string): Promise<readonly string[]> =>
  (await deliveries({ subjectId })).results
    .map(({ sessionId, clientId, reason }) => `${sessionId} ${clientId} ${reason}`)
    .toSorted();

export const redeliver = (id: string) =>
  send('POST', `/v1/management/deliveries/${encodeURIComponent(id)}/redeliver`, { token: 'manage-token' });

/** The pages of a list, from the first to the last. */
export async function walked<T>(
  list: string,
  parameters: Parameters,
  token = 'read-token',
): Promise<readonly (readonly T[])[]> {
  const pages: (readonly T[])[] = [];
  let resultsToken: string | null = null;
  for (;;) {
    const page: Page<T> = await must(200, getList(list, { ...parameters, resultsToken }, token));
    pages.push(page.results);
    if (!page.hasNextResults) return pages;
    resultsToken = page.resultsToken;
  }
}
