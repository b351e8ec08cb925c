/** A session of a BFF as it goes out. */
import * as v from 'valibot';
import { toBffRecord, toStoredBffRecord } from '../http/bff-record.ts';
import { told as examples } from './examples.ts';
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

export const bffRecord = v.pipe(madeBy(toBffRecord, fields), v.examples([examples.bffSession]));
export const storedBffRecord = madeBy(toStoredBffRecord, { ...fields, replaced: told.boolean });
