/**
 * A ticket as the text that a record holds: JSON as in the contract, without the members that are null. Guarantees: what
 * `formatTicket` wrote reads back; reading never throws, and takes any text of the raw store that has the shape. A member
 * that is not known is passed over: a newer version may have written it.
 */
import type { SessionSummary } from '../session/server-side-session.ts';
import { type AuthenticationTicket, type Claim, clientsOf } from './authentication-ticket.ts';

export function formatTicket({ clients, properties, ...ticket }: AuthenticationTicket): string {
  const { issued, expires, ...rest } = properties;
  const stored = {
    ...ticket,
    properties: { issued: timeOf(issued), expires: timeOf(expires), ...rest },
    clientIds: clients.map(({ clientId }) => clientId),
    clients: clients.filter(({ sub, sid }) => sub !== null || sid !== null),
  };
  return JSON.stringify(stored, (_name, value: unknown) => (value === null ? undefined : value));
}

const timeOf = (time: number | null): string | null => (time === null ? null : new Date(time).toISOString());

/** The ticket in a record's text, with sid and times of the record; null where the text is no AuthenticationTicket. */
export function parseTicket(
  text: string,
  { sessionId, renewed, expires }: Pick<SessionSummary, 'sessionId' | 'renewed' | 'expires'>,
): AuthenticationTicket | null {
  const stored = parsed(text);
  if (!isStored(stored)) return null;
  const { isPersistent = null, allowRefresh = null, items } = stored.properties;
  return {
    scheme: stored.scheme,
    claims: stored.claims.map(claimOf),
    properties: { issued: renewed, expires, isPersistent, allowRefresh, items: withoutNulls(items) },
    sessionId,
    issuer: stored.issuer ?? null,
    clients: clientsOf(
      stored.clientIds,
      (stored.clients ?? []).map(({ clientId, sub = null, sid = null }) => ({ clientId, sub, sid })),
    ),
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

type Optional<T> = T | null | undefined;

interface Stored {
  readonly scheme: string;
  readonly claims: readonly StoredClaim[];
  readonly properties: {
    readonly issued?: Optional<string>;
    readonly expires?: Optional<string>;
    readonly isPersistent?: Optional<boolean>;
    readonly allowRefresh?: Optional<boolean>;
    readonly items: Readonly<Record<string, Optional<string>>>;
  };
  readonly sessionId?: Optional<string>;
  readonly issuer?: Optional<string>;
  readonly clientIds: readonly string[];
  readonly clients?: Optional<readonly StoredClient[]>;
}

interface StoredClaim {
  readonly type: string;
  readonly value: string;
  readonly valueType?: Optional<string>;
  readonly issuer?: Optional<string>;
}

interface StoredClient {
  readonly clientId: string;
  readonly sub?: Optional<string>;
  readonly sid?: Optional<string>;
}

const claimOf = ({ type, value, valueType = null, issuer = null }: StoredClaim): Claim => ({
  type,
  value,
  valueType,
  issuer,
});

const withoutNulls = (items: Stored['properties']['items']): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(items).filter((item): item is [string, string] => item[1] != null));

type Guard<T> = (value: unknown) => value is T;
type Members<T> = { readonly [K in keyof T]-?: Guard<T[K]> };

const isString = (value: unknown): value is string => typeof value === 'string';
const isBoolean = (value: unknown): value is boolean => typeof value === 'boolean';
const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const optional =
  <T>(guard: Guard<T>): Guard<Optional<T>> =>
  (value): value is Optional<T> =>
    value == null || guard(value);

const listOf =
  <T>(guard: Guard<T>): Guard<readonly T[]> =>
  (value): value is readonly T[] =>
    Array.isArray(value) && value.every(guard);

/** A member that an object does not own is not there: a name such as `toString` is no exception. */
const objectOf =
  <T extends object>(members: Members<T>): Guard<T> =>
  (value): value is T =>
    isObject(value) &&
    Object.entries<Guard<unknown>>(members).every(([name, guard]) =>
      guard(Object.hasOwn(value, name) ? (value as Record<string, unknown>)[name] : undefined),
    );

const isStringTable = (value: unknown): value is Readonly<Record<string, Optional<string>>> =>
  isObject(value) && Object.values(value).every(optional(isString));

const isStored: Guard<Stored> = objectOf<Stored>({
  scheme: isString,
  claims: listOf(
    objectOf<StoredClaim>({
      type: isString,
      value: isString,
      valueType: optional(isString),
      issuer: optional(isString),
    }),
  ),
  properties: objectOf<Stored['properties']>({
    issued: optional(isString),
    expires: optional(isString),
    isPersistent: optional(isBoolean),
    allowRefresh: optional(isBoolean),
    items: isStringTable,
  }),
  sessionId: optional(isString),
  issuer: optional(isString),
  clientIds: listOf(isString),
  clients: optional(
    listOf(objectOf<StoredClient>({ clientId: isString, sub: optional(isString), sid: optional(isString) })),
  ),
});
