/** What went on by the hour, in words. */
import * as v from 'valibot';
import type * as operations from '../http/activity-operation.ts';
import { toActivityHour } from '../http/activity-operation.ts';
import type { DescriptionsOf } from './description.ts';
import { madeBy } from './made-by.ts';
import { told } from './told.ts';

const activityHour = madeBy(toActivityHour, {
  hour: told.time,
  signIns: told.count,
  endings: v.object({
    user_logout: told.count,
    terminated: told.count,
    expired: told.count,
    replaced: told.count,
    limit: told.count,
  }),
});

export const activityOperation: DescriptionsOf<typeof operations> = {
  GetActivity: {
    summary: 'Sign-ins and ends of sessions by the hour (UTC), as far as they have been counted, in order.',
    query: {
      from: 'Hours that begin at this time or later, at most 31 days before `to`; absent: 24 hours before the hour of `to`.',
      to: 'Hours that begin before this time; absent: now.',
    },
    answer: { status: 200, description: 'The hours.', schema: v.object({ hours: v.array(activityHour) }) },
    problems: [],
  },
};
