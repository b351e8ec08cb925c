/** A persisted grant as it goes out. */
import * as v from 'valibot';
import { toGrant } from '../http/grant-record.ts';
import { told as examples } from './examples.ts';
import { madeBy } from './made-by.ts';
import { told } from './told.ts';

export const grantRecord = v.pipe(
  madeBy(toGrant, {
    key: told.stringOrNull,
    type: told.string,
    subjectId: told.stringOrNull,
    sessionId: told.stringOrNull,
    clientId: told.stringOrNull,
    grantId: told.stringOrNull,
    lookup: told.stringOrNull,
    description: told.stringOrNull,
    creationTime: told.time,
    expiration: told.timeOrNull,
    consumedTime: told.timeOrNull,
    data: told.stringOrNull,
    revision: told.count,
  }),
  v.examples([examples.grant]),
);
