/** What ends have taken along, so that an answer can tell it and wait for it. */
export interface Taken {
  /** Ids of grants. */
  readonly grants: readonly string[];
  /** Notifications queued. */
  readonly notified: number;
}

export const NOTHING: Taken = { grants: [], notified: 0 };

export const together = (one: Taken, other: Taken): Taken => ({
  grants: [...one.grants, ...other.grants],
  notified: one.notified + other.notified,
});
