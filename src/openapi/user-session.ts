/** A UserSession as it goes out. */
import { toUserSession } from '../http/user-session-record.ts';
import { madeBy } from './made-by.ts';
import { told } from './told.ts';

export const userSession = madeBy(toUserSession, {
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
});
