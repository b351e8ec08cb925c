/** What needs a person's attention, in words. Pure: what it is found in is asked elsewhere (`overview-seen.ts`). */
import type { Config } from '../config.ts';
import type { ReadyParts } from '../http/services.ts';
import type { ManagementStats } from '../management/session-management.ts';
import { type ActivityHour, HOUR } from '../session/activity.ts';
import { counted } from './count.ts';

export interface Concern {
  /** What it is about, whatever its numbers: no two of one moment are about the same. */
  readonly about: string;
  /** `alarm`: something does not work; `note`: something is under way, or wants to be looked at. */
  readonly level: 'alarm' | 'note';
  readonly text: string;
  /** Where to see more. */
  readonly more?: { readonly href: string; readonly name: string };
}

/** Seconds: changes reach the index within one, where all is well. */
const BEHIND = 60;

export function statsConcerns(stats: ManagementStats, { ticketKeys }: Pick<Config, 'ticketKeys'>): readonly Concern[] {
  const [first, ...others] = ticketKeys.map(({ id }) => id);
  const concerns: Concern[] = [];
  for (const { id, envelopes } of stats.ticketKeys) {
    if (envelopes > 0 && id !== first && !others.includes(id)) {
      const what = counted(envelopes, 'session or grant', 'sessions and grants');
      concerns.push({
        about: `missing ${id}`,
        level: 'alarm',
        text: `The ticket key ${id} is missing: ${what} cannot be opened.`,
      });
    }
  }
  if (stats.deadDeliveries > 0) {
    const text = `${counted(stats.deadDeliveries, 'logout notification', 'logout notifications')} could not be delivered.`;
    concerns.push({
      about: 'dead',
      level: 'alarm',
      text,
      more: { href: '/admin/deliveries?status=dead', name: 'Dead deliveries' },
    });
  }
  if (stats.oldestUnprojectedSeconds > BEHIND) {
    const minutes = counted(Math.floor(stats.oldestUnprojectedSeconds / 60), 'minute', 'minutes');
    concerns.push({
      about: 'behind',
      level: 'alarm',
      text: `The index is behind: a change has been waiting for ${minutes}.`,
    });
  }
  const old = stats.ticketKeys
    .filter(({ id }) => others.includes(id))
    .reduce((sum, { envelopes }) => sum + envelopes, 0);
  if (old > 0) {
    const text = `${counted(old, 'envelope is', 'envelopes are')} still sealed with an older key; cron seals them again.`;
    concerns.push({ about: 'old keys', level: 'note', text });
  }
  return concerns;
}

export function readinessConcerns({ d1, object, keys, missingTicketKeys }: ReadyParts): readonly Concern[] {
  const signing = 'A signing key does not sign: its clients are not told.';
  return [
    ...(d1 === 'failing' ? [INDEX_SILENT] : []),
    ...alarmIf(object === 'failing', 'objects', 'Durable Objects do not answer.'),
    // Those of tickets are named by the statistics.
    ...alarmIf(keys === 'failing' && missingTicketKeys === undefined, 'signing', signing),
  ];
}

export const INDEX_SILENT: Concern = { about: 'index', level: 'alarm', text: 'The index (D1) does not answer.' };

const alarmIf = (is: boolean, about: string, text: string): readonly Concern[] =>
  is ? [{ about, level: 'alarm', text }] : [];

/** `isTelling`: whether there are clients to tell. */
export function configurationConcerns(
  { issuer, origin, signingKeys }: Pick<Config, 'issuer' | 'origin' | 'signingKeys'>,
  isTelling: boolean,
): readonly Concern[] {
  if (!isTelling) return [];
  const noIssuer =
    'ISSUER is not set: clients are told of the end of a session only where its ticket names the issuer.';
  const noKeys = 'SIGNING_KEYS is not set: no logout notification can be signed.';
  return [
    ...alarmIf(issuer === null && origin === null, 'issuer', noIssuer),
    ...alarmIf(signingKeys.length === 0, 'signing keys', noKeys),
  ];
}

/** Cron counts each hour soon after it is over: where it does not, it does not run. */
export function cronConcerns(hours: readonly ActivityHour[], now: number): readonly Concern[] {
  const last = hours.at(-1);
  if (last === undefined) return [{ about: 'cron', level: 'note', text: 'The scheduled work (cron) has not run yet.' }];
  if (now < last.hour + 3 * HOUR) return [];
  return [
    {
      about: 'cron',
      level: 'alarm',
      text: `The scheduled work (cron) has not run for ${hoursSince(last.hour + HOUR, now)}.`,
    },
  ];
}

const hoursSince = (time: number, now: number): string => counted(Math.floor((now - time) / HOUR), 'hour', 'hours');
