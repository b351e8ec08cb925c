/** What a random run is made of (consistency.md, section 6), and how often things go wrong in it. */
export interface Settings {
  readonly seed: number;
  readonly subjects: number;
  /** Half of the keys are minted. */
  readonly ids: number;
  readonly sids: number;
  readonly clients: number;
  /** Operations of one client in one round. */
  readonly opsOfRound: number;
  /** At each point of each object. */
  readonly abort: number;
  /** Of D1 calls, half of them after execution. */
  readonly d1Failure: number;
  /** Of calls to objects, half of them after execution. */
  readonly callFailure: number;
  readonly slow: number;
  /** Of D1 writes, adopts, yields and releases: they run again later, half of them after a day. */
  readonly again: number;
  /** Of alarms that were set, at each chance to ring. */
  readonly lostAlarm: number;
  /** Of rounds after which the index is lost, and everything is projected again. */
  readonly reindex: number;
  /** Of rounds in which time jumps in mid-flight. */
  readonly jumpInRound: number;
}

/** 5 % of the alarms get lost in every third seed. */
export const settingsOf = (seed: number): Settings => ({
  seed,
  subjects: 5,
  ids: 48,
  sids: 10,
  clients: 8,
  opsOfRound: 20,
  abort: 0.01,
  d1Failure: 0.3,
  callFailure: 0.05,
  slow: 0.1,
  again: 0.2,
  lostAlarm: seed % 3 === 0 ? 0.05 : 0,
  reindex: 0.05,
  jumpInRound: 0.3,
});
