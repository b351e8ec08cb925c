/** Sessions of a BFF over HTTP for the tests: what is sent, and what is told. */
import { fresh, keyHeader, send } from './http-client.ts';
import type { Call } from './ticket-client.ts';

/** A type, not an interface: what was told can be sent back. */
export type BffSession = {
  readonly key: string;
  readonly partition: string;
  readonly subjectId: string;
  readonly sessionId: string;
  readonly created: string;
  readonly renewed: string;
  readonly expires: string | null;
  readonly ticket: string;
};
export type StoredBffSession = BffSession & { readonly replaced: boolean };

type Fields = Readonly<Record<string, unknown>>;
type HeaderFields = Readonly<Record<string, string>>;

export async function must<T>(status: number, pending: Promise<Response>): Promise<T> {
  const response = await pending;
  if (response.status !== status) throw new Error(`${response.status} instead of ${status}: ${await response.text()}`);
  return response.json();
}

export const inPartition = (partition: string, rest: string) => `/v1/bff/${encodeURIComponent(partition)}/${rest}`;

export const newBff = (given: Fields = {}) => ({ subjectId: fresh('subject'), ticket: 't', ...given });
export const postBff = (partition: string, given: Fields = {}, headers: HeaderFields = {}, call: Call = send) =>
  call('POST', inPartition(partition, 'sessions'), { json: newBff(given), headers });
/** Creates a session; says what was told. */
export const createdBff = (partition: string, given: Fields = {}): Promise<StoredBffSession> =>
  must(201, postBff(partition, given));
/** Creates a session that replaces none; the record alone. */
export async function bff(partition: string, given: Fields = {}): Promise<BffSession> {
  const { replaced, ...session } = await createdBff(partition, given);
  if (replaced) throw new Error('another session made room');
  return session;
}

export const getBff = (partition: string, key: string, headers: HeaderFields = {}) =>
  send('GET', inPartition(partition, 'session'), { headers: { ...keyHeader(key), ...headers } });
export const putBff = (partition: string, key: string, given: Fields, headers: HeaderFields = {}) =>
  send('PUT', inPartition(partition, 'session'), {
    headers: { ...keyHeader(key), ...headers },
    json: { ticket: 't', ...given },
  });
export const deleteBff = (partition: string, key: string, headers: HeaderFields = {}) =>
  send('DELETE', inPartition(partition, 'session'), { headers: { ...keyHeader(key), ...headers } });
export const findBff = (partition: string, filter: Fields) =>
  send('POST', inPartition(partition, 'sessions/find'), { json: filter });
export const foundBff = async (partition: string, filter: Fields): Promise<readonly BffSession[]> =>
  (await must<{ sessions: readonly BffSession[] }>(200, findBff(partition, filter))).sessions;
export const deletedBff = async (partition: string, filter: Fields): Promise<number> =>
  (await must<{ deleted: number }>(200, send('POST', inPartition(partition, 'sessions/delete'), { json: filter })))
    .deleted;
export const removedExpiredBff = async (): Promise<number> =>
  (await must<{ removed: number }>(200, send('POST', '/v1/bff/sessions/remove-expired'))).removed;

/** Which of these keys live, in their order. */
export async function liveKeys(partition: string, keys: readonly string[]): Promise<readonly string[]> {
  const there = await Promise.all(keys.map(async (key) => (await getBff(partition, key)).status === 200));
  return keys.filter((_, n) => there[n]);
}
