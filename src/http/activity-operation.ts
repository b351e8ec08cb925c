/** What went on by the hour. Contract: "Session management", activity. */
import * as v from 'valibot';
import { type ActivityHour, HOUR, hourOf } from '../session/activity.ts';
import { operation } from './operation.ts';
import { invalidRequest } from './problem.ts';
import { formatTime, time } from './time.ts';

const DAY = 24 * HOUR;
/** Of one answer. */
const MOST_DAYS = 31;

export const toActivityHour = ({ hour, signIns, endings }: ActivityHour) => ({
  hour: formatTime(hour),
  signIns,
  endings,
});

export const getActivity = operation({
  name: 'GetActivity',
  method: 'GET',
  path: '/v1/management/activity',
  scope: 'manage:read',
  writes: false,
  headers: {},
  query: {
    from: { name: 'from', schema: v.optional(time) },
    to: { name: 'to', schema: v.optional(time) },
  },
  body: null,
  async handle({ services, query, now }) {
    const to = query.to ?? now;
    const from = query.from ?? hourOf(to) - DAY;
    if (from > to) return { problem: invalidRequest([{ path: 'from', message: 'must not be after to' }]) };
    if (to - from > MOST_DAYS * DAY) {
      const message = `must be at most ${MOST_DAYS} days before to`;
      return { problem: invalidRequest([{ path: 'from', message }]) };
    }
    const hours = await services().management.activity({ from, to });
    return { answer: { status: 200, body: { hours: hours.map(toActivityHour) } } };
  },
});
