/** The record of the session store, and its summary, as they go out. */
import * as v from 'valibot';
import { toRecord, toSummary } from '../http/session-record.ts';
import { told as examples } from './examples.ts';
import { madeBy } from './made-by.ts';
import { told } from './told.ts';

export const ticketError = v.nullable(told.oneOf(['key-unavailable', 'malformed', 'does-not-open']));

const summary = {
  scheme: told.string,
  subjectId: told.string,
  sessionId: told.string,
  displayName: told.stringOrNull,
  device: told.stringOrNull,
  created: told.time,
  renewed: told.time,
  expires: told.timeOrNull,
  absoluteExpires: told.timeOrNull,
  revision: told.count,
  ticketError,
};

export const sessionRecord = v.pipe(
  madeBy(toRecord, {
    id: told.string,
    key: told.stringOrNull,
    ...summary,
    ticket: told.stringOrNull,
  }),
  v.examples([examples.session]),
);
export const sessionSummary = v.pipe(
  madeBy(toSummary, { id: told.string, ...summary }),
  v.examples([examples.sessionSummary]),
);
