/**
 * The examples of the document, all of one person: Alice signs in, is read, renewed, listed and signed out. Guarantees:
 * each request can be sent as it stands, in the order of a story (a test sends them all and compares the answers); times
 * of the past stay as they are told, nothing here expires before 2099.
 */
const KEY = 'mA3xq0T9vZc7LrW2sYbN5uEhJ8fKdPgC1iOoXeRtQyU';
/** base64url(SHA-256(KEY)) */
const ID = 'o-2skq0tdq73abeUjVk0erLlatLI0kvbfkpjzzQ4dv8';
const SUBJECT = 'alice';
const SID = '5B1D';
const CLIENT = 'shop';
const PARTITION = 'portal';
const GRANT = 'Wn7';
const TOLD_AT = '2026-11-21T13:10:00.000Z';
const EXPIRES = '2099-01-01T00:00:00.000Z';

const who = { subjectId: SUBJECT, sessionId: SID };
const times = { created: TOLD_AT, renewed: TOLD_AT, expires: EXPIRES };

/** Path parameters; the id of a delivery is minted, and no example. */
export const PATH_EXAMPLES: Readonly<Record<string, string>> = {
  clientId: CLIENT,
  partition: PARTITION,
  id: ID,
  code: 'key-taken',
};
export const HEADER_EXAMPLES: Readonly<Record<string, string>> = { sessionKey: KEY, grantKey: GRANT };

const givenSession = { scheme: 'cookie', ...who, displayName: 'Alice', ...times, ticket: 'anything' };
const givenTicket = {
  scheme: 'cookie',
  claims: [{ type: 'sub', value: SUBJECT }],
  properties: { expires: EXPIRES, items: {} },
  sessionId: SID,
  clientIds: [CLIENT],
};
const givenBffSession = { ...who, ticket: 'anything' };

/** Bodies of requests, by operation. */
export const given = {
  session: { key: KEY, ...givenSession },
  sessionUpdate: givenSession,
  ticket: { ticket: givenTicket },
  who,
  subject: { subjectId: SUBJECT },
  count: { count: 100 },
  validation: { ...who, clientId: CLIENT },
  clientOfSession: { clientId: CLIENT },
  client: { backChannelLogoutUri: 'https://shop.example/logout', coordinateLifetimeWithUserSession: true },
  grant: { key: GRANT, type: 'refresh_token', ...who, clientId: CLIENT, data: 'anything' },
  grants: { subjectId: SUBJECT, type: 'refresh_token' },
  bffSession: { key: KEY, ...givenBffSession },
  bffUpdate: givenBffSession,
  /** Ids of no objects of ours. */
  objects: { objects: ['ab'.repeat(32)] },
} as const;

const summary = {
  scheme: 'cookie',
  ...who,
  displayName: 'Alice',
  device: null,
  ...times,
  absoluteExpires: null,
  revision: 1,
  ticketError: null,
};

/** Answers, by the names of their schemas. */
export const told = {
  session: { id: ID, key: KEY, ...summary, ticket: 'anything' },
  sessionSummary: { id: ID, ...summary },
  ticket: {
    scheme: 'cookie',
    claims: [{ type: 'sub', value: SUBJECT, valueType: null, issuer: null }],
    properties: { issued: TOLD_AT, expires: EXPIRES, isPersistent: null, allowRefresh: null, items: {} },
    sessionId: SID,
    issuer: null,
    clientIds: [CLIENT],
    clients: [{ clientId: CLIENT, sub: null, sid: null }],
  },
  userSession: {
    id: ID,
    ...who,
    displayName: null,
    device: null,
    ...times,
    absoluteExpires: null,
    issuer: null,
    clientIds: [CLIENT],
    revision: 2,
  },
  client: {
    clientId: CLIENT,
    enabled: true,
    displayName: null,
    backChannelLogoutUri: 'https://shop.example/logout',
    backChannelLogoutSessionRequired: true,
    logoutTokenClaims: ['sub', 'sid'] as ('sub' | 'sid')[],
    idTokenSignedResponseAlg: 'RS256' as const,
    coordinateLifetimeWithUserSession: true,
  },
  clientTrial: { outcome: 'failed' as const, status: 400, error: 'answered 400: invalid_request' },
  grant: {
    key: GRANT,
    type: 'refresh_token',
    ...who,
    clientId: CLIENT,
    grantId: null,
    lookup: null,
    description: null,
    creationTime: TOLD_AT,
    expiration: null,
    consumedTime: null,
    data: 'anything',
    revision: 1,
  },
  bffSession: { key: KEY, partition: PARTITION, ...who, ...times, expires: null, ticket: 'anything' },
  removalAnswer: {
    sessionsRemoved: 1,
    tokensRevoked: 1,
    consentsRevoked: 0,
    otherGrantsRevoked: 0,
    consentsOutOfReach: 0,
    notificationsQueued: 1,
    bffSessionsRemoved: 0,
    dryRun: false,
    effectiveAt: TOLD_AT,
  },
};
