/**
 * A registered client in JSON: what may come in, and what goes out. Contract: "Clients".
 * Guarantees: an answer has every field; what a registration leaves out is `CLIENT_DEFAULTS`.
 */
import * as v from 'valibot';
import { CLIENT_DEFAULTS, type Client, LOGOUT_TOKEN_CLAIMS, SIGNING_ALGORITHMS } from '../client/client.ts';
import type { ClientTrial } from '../client/client-store.ts';
import { LIMITS } from '../session/limits.ts';
import { labelText, nameText } from './text.ts';

const boolean = v.boolean('must be true or false');
const string = v.string('must be a string');
const claim = v.picklist(LOGOUT_TOKEN_CLAIMS, 'must be sub or sid');
const algorithm = v.picklist(SIGNING_ALGORITHMS, `must be one of ${SIGNING_ALGORITHMS.join(', ')}`);

const claims = v.pipe(
  v.array(claim, 'must be a list'),
  v.minLength(1, 'must not be empty'),
  v.maxLength(LOGOUT_TOKEN_CLAIMS.length, `must have at most ${LOGOUT_TOKEN_CLAIMS.length} entries`),
  v.check((list) => new Set(list).size === list.length, 'must hold each claim once'),
);

/** `clientId` may repeat what the path says. */
export const clientRegistration = v.strictObject(
  {
    clientId: v.nullish(string),
    enabled: v.nullish(boolean, CLIENT_DEFAULTS.enabled),
    displayName: v.nullish(labelText(LIMITS.displayName), CLIENT_DEFAULTS.displayName),
    backChannelLogoutUri: v.nullish(nameText(LIMITS.address), CLIENT_DEFAULTS.backChannelLogoutUri),
    backChannelLogoutSessionRequired: v.nullish(boolean, CLIENT_DEFAULTS.backChannelLogoutSessionRequired),
    logoutTokenClaims: v.nullish(claims, [...CLIENT_DEFAULTS.logoutTokenClaims]),
    idTokenSignedResponseAlg: v.nullish(algorithm, CLIENT_DEFAULTS.idTokenSignedResponseAlg),
    coordinateLifetimeWithUserSession: v.nullish(boolean, CLIENT_DEFAULTS.coordinateLifetimeWithUserSession),
  },
  'must be a JSON object',
);

/** A client with its fields in the order of the contract. */
export const toClientRecord = (client: Client) => ({
  clientId: client.clientId,
  enabled: client.enabled,
  displayName: client.displayName,
  backChannelLogoutUri: client.backChannelLogoutUri,
  backChannelLogoutSessionRequired: client.backChannelLogoutSessionRequired,
  logoutTokenClaims: [...client.logoutTokenClaims],
  idTokenSignedResponseAlg: client.idTokenSignedResponseAlg,
  coordinateLifetimeWithUserSession: client.coordinateLifetimeWithUserSession,
});

export const toClientTrial = ({ outcome, status, error }: ClientTrial) => ({ outcome, status, error });
