/**
 * The time of this world. Guarantees: it runs with real time, ten years ahead, so that no real alarm ever rings by itself;
 * it jumps when told to; each object's clock may be off by its own amount.
 */
const HOUR = 3_600_000;
export const DAY = 24 * HOUR;

let ahead = 10 * 365 * DAY;
let stoppedAt: number | null = null;
const skews = new Map<string, number>();
const revisionLeads = new Map<string, number>();

export const hours = (count: number): number => count * HOUR;

/** Milliseconds since the epoch by the clock of `who`: an object's route, or `worker`. */
export const now = (who = 'worker'): number => (stoppedAt ?? Date.now()) + ahead + (skews.get(who) ?? 0);

export function jump(milliseconds: number): void {
  ahead += milliseconds;
}

/** Time stands still but for jumps, so that what happens in a few milliseconds happens in none. */
export function stop(): void {
  stoppedAt ??= Date.now();
}

/** Time goes on, from where it would be now. */
export function goOn(): void {
  stoppedAt = null;
}

export function skew(who: string, milliseconds: number): void {
  skews.set(who, milliseconds);
}

/** How far the revision clock of an object is in front of its clock. */
export const revisionLead = (who: string): number => revisionLeads.get(who) ?? 0;

export function leadRevisions(who: string, milliseconds: number): void {
  revisionLeads.set(who, milliseconds);
}
