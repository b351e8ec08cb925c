/** The numbers of the overview by name, as the page shows them first and as they follow (`src/browser/live-overview.ts`). */
import type { ManagementStats } from '../management/session-management.ts';
import { count } from './count.ts';

type Shown = Exclude<keyof ManagementStats, 'ticketKeys' | 'asOf'>;

export const NUMBERS: readonly { readonly number: Shown; readonly name: string; readonly href?: string }[] = [
  { number: 'activeSessions', name: 'Active sessions', href: '/admin/sessions?active=true' },
  { number: 'subjects', name: 'People signed in' },
  { number: 'expiredNotRemoved', name: 'Expired, not removed', href: '/admin/sessions?active=false' },
  { number: 'pendingDeliveries', name: 'Deliveries pending', href: '/admin/deliveries?status=pending' },
  { number: 'deadDeliveries', name: 'Deliveries dead', href: '/admin/deliveries?status=dead' },
  { number: 'oldestUnprojectedSeconds', name: 'Index behind, seconds' },
];

/** The name of a key's number. */
export const keyNumber = (id: string): string => `key ${id}`;

export function textsOf(stats: ManagementStats): Readonly<Record<string, string>> {
  return Object.fromEntries([
    ...NUMBERS.map(({ number }) => [number, count(stats[number])]),
    ...stats.ticketKeys.map(({ id, envelopes }) => [keyNumber(id), count(envelopes)]),
  ]);
}
