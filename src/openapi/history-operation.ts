/** Sessions that have ended, in words. */
import type * as operations from '../http/history-operation.ts';
import { toEndedSession } from '../http/history-operation.ts';
import { END_REASONS } from '../session/ending.ts';
import type { DescriptionsOf } from './description.ts';
import { madeBy } from './made-by.ts';
import { EXACT, exact, paging } from './query-parameters.ts';
import { queryResult } from './query-result.ts';
import { told } from './told.ts';

const endedSession = madeBy(toEndedSession, {
  id: told.string,
  subjectId: told.string,
  sessionId: told.string,
  displayName: told.stringOrNull,
  device: told.stringOrNull,
  created: told.time,
  ended: told.time,
  reason: told.oneOf(END_REASONS),
  actor: told.string,
  onBehalfOf: told.stringOrNull,
});

export const historyOperation: DescriptionsOf<typeof operations> = {
  QueryHistory: {
    summary: 'One page of sessions that have ended, the newest end first.',
    query: { ...exact, id: `The public id of a session. ${EXACT}`, ...paging },
    answer: { status: 200, description: 'The page.', schema: queryResult(endedSession) },
    problems: ['results-token-invalid'],
  },
};
