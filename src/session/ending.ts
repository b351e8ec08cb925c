/**
 * How a session ends: why, and by whom (contract, "What an end takes along"). Pure: the language only.
 */

/** As history says it. */
export const END_REASONS = ['user_logout', 'terminated', 'expired', 'replaced', 'limit'] as const;
export type EndReason = (typeof END_REASONS)[number];

/** Whose request it was. */
export interface By {
  /** The name of the API token; `system` where no request did it. */
  readonly actor: string;
  /** The person behind the token (`On-Behalf-Of`). */
  readonly onBehalfOf: string | null;
}

/** Alarms and cron. */
export const SYSTEM: By = { actor: 'system', onBehalfOf: null };

/** A session that has ended, as history keeps it. Times are milliseconds since the epoch. */
export interface EndedSession extends By {
  /** The public id of the session: several entries where its key was renewed for another subject or sid. */
  readonly id: string;
  readonly subjectId: string;
  readonly sessionId: string;
  readonly displayName: string | null;
  readonly device: string | null;
  readonly created: number;
  readonly ended: number;
  readonly reason: EndReason;
}

export const DELIVERY_STATUSES = ['pending', 'delivered', 'dead'] as const;
export type DeliveryStatus = (typeof DELIVERY_STATUSES)[number];

/** A logout notification to one client about one session. */
export interface Delivery {
  readonly id: string;
  readonly clientId: string;
  readonly subjectId: string;
  readonly sessionId: string;
  readonly reason: EndReason;
  readonly status: DeliveryStatus;
  /** Over all series: `redeliver` counts on. */
  readonly attempts: number;
  readonly lastError: string | null;
  /** Null unless pending. */
  readonly nextAttempt: number | null;
  readonly created: number;
}
