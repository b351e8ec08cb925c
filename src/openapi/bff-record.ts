/** A session of a BFF as it goes out. */
import { toBffRecord, toStoredBffRecord } from '../http/bff-record.ts';
import { madeBy } from './made-by.ts';
import { told } from './told.ts';

const fields = {
  key: told.stringOrNull,
  partition: told.string,
  subjectId: told.string,
  sessionId: told.string,
  created: told.time,
  renewed: told.time,
  expires: told.timeOrNull,
  ticket: told.stringOrNull,
};

export const bffRecord = madeBy(toBffRecord, fields);
export const storedBffRecord = madeBy(toStoredBffRecord, { ...fields, replaced: told.boolean });
