/** A UserSession as it goes out. */
import * as v from 'valibot';
import { toUserSession } from '../http/user-session-record.ts';
import { told as examples } from './examples.ts';
import { madeBy } from './made-by.ts';
import { told } from './told.ts';

export const userSession = v.pipe(
  madeBy(toUserSession, {
    id: told.string,
    subjectId: told.string,
    sessionId: told.string,
    displayName: told.stringOrNull,
    device: told.stringOrNull,
    created: told.time,
    renewed: told.time,
    expires: told.timeOrNull,
    absoluteExpires: told.timeOrNull,
    issuer: told.stringOrNull,
    clientIds: told.strings,
    revision: told.count,
  }),
  v.examples([examples.userSession]),
);
