/** A registered client as it goes out, and how one took a test notification. */
import * as v from 'valibot';
import { LOGOUT_TOKEN_CLAIMS, SIGNING_ALGORITHMS } from '../client/client.ts';
import { toClientRecord, toClientTrial } from '../http/client-record.ts';
import { told as examples } from './examples.ts';
import { madeBy } from './made-by.ts';
import { told } from './told.ts';

export const clientRecord = v.pipe(
  madeBy(toClientRecord, {
    clientId: told.string,
    enabled: told.boolean,
    displayName: told.stringOrNull,
    backChannelLogoutUri: told.stringOrNull,
    backChannelLogoutSessionRequired: told.boolean,
    logoutTokenClaims: v.array(told.oneOf(LOGOUT_TOKEN_CLAIMS)),
    idTokenSignedResponseAlg: told.oneOf(SIGNING_ALGORITHMS),
    coordinateLifetimeWithUserSession: told.booleanOrNull,
  }),
  v.examples([examples.client]),
);

export const clientTrial = v.pipe(
  madeBy(toClientTrial, {
    outcome: told.oneOf(['delivered', 'failed']),
    status: told.countOrNull,
    error: told.stringOrNull,
  }),
  v.examples([examples.clientTrial]),
);
