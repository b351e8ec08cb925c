/**
 * What the overview is made of, as a page and as its events have it. Guarantees: what moves from minute to minute is in the
 * statistics; the rest (`Slow`) is asked once a page, and once a stream of events.
 */
import type { Context } from 'hono';
import type { ReadyParts } from '../http/services.ts';
import type { ManagementStats } from '../management/session-management.ts';
import type { ActivityHour } from '../session/activity.ts';
import { beginningOf, isSpan, type Span } from './activity-bars.ts';
import { type Concern, configurationConcerns, cronConcerns, readinessConcerns, statsConcerns } from './attention.ts';
import type { ConsoleEnv } from './console-env.ts';
import { may } from './operator.ts';

export interface Slow {
  readonly span: Span;
  /** When it was asked: where the chart ends. */
  readonly now: number;
  readonly hours: readonly ActivityHour[];
  readonly ready: ReadyParts;
  /** Whether there are clients to tell, as far as the operator may know. */
  readonly isTelling: boolean;
}

/** The span of the address. */
export function spanOf(c: Context<ConsoleEnv>): Span {
  const asked = c.req.query('span');
  return isSpan(asked) ? asked : '24h';
}

export async function slowParts(c: Context<ConsoleEnv>, stats: ManagementStats): Promise<Slow> {
  const span = spanOf(c);
  const now = Date.now();
  const { management } = c.get('service');
  const [hours, ready, isTelling] = await Promise.all([
    management.activity({ from: beginningOf(span, now), to: now }),
    c.get('readiness')(),
    areClientsTold(c, stats),
  ]);
  return { span, now, hours, ready, isTelling };
}

/** What needs attention now, the worst first. */
export function concernsOf(c: Context<ConsoleEnv>, stats: ManagementStats, slow: Slow): readonly Concern[] {
  const config = c.get('config');
  return [
    ...readinessConcerns(slow.ready),
    ...statsConcerns(stats, config),
    ...configurationConcerns(config, slow.isTelling),
    ...cronConcerns(slow.hours, Date.now()),
  ].toSorted((one, other) => Number(one.level === 'note') - Number(other.level === 'note'));
}

async function areClientsTold(c: Context<ConsoleEnv>, stats: ManagementStats): Promise<boolean> {
  if (stats.pendingDeliveries + stats.deadDeliveries > 0) return true;
  if (!may(c.get('operator'), 'configure')) return false;
  const asked = { countRequested: 100, resultsToken: null, requestPriorResults: false, totals: false };
  const found = await c.get('service').clients.query(asked);
  return found.outcome === 'page' && found.page.results.some((client) => client.backChannelLogoutUri !== null);
}
