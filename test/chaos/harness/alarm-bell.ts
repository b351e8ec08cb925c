/**
 * The alarm of one object, rung by the driver in virtual time. Guarantees, as the platform does: at least once (a run that
 * throws or is aborted leaves the alarm set), and `getAlarm` is null inside a run until it was set anew.
 */
export class AlarmBell {
  readonly #storage: DurableObjectStorage;
  #ringing = false;
  #setAnew = false;

  constructor(storage: DurableObjectStorage) {
    this.#storage = storage;
  }

  async get(): Promise<number | null> {
    return this.#ringing && !this.#setAnew ? null : this.#storage.getAlarm();
  }

  set(at: number | Date): Promise<void> {
    this.#setAnew = true;
    return this.#storage.setAlarm(at);
  }

  clear(): Promise<void> {
    this.#setAnew = false;
    return this.#storage.deleteAlarm();
  }

  lose(): Promise<void> {
    return this.#storage.deleteAlarm();
  }

  /** Whether it was due, and rang. */
  async ring(now: number, answer: () => Promise<void>): Promise<boolean> {
    if (this.#ringing) return false;
    const at = await this.#storage.getAlarm();
    if (at === null || at > now) return false;
    this.#ringing = true;
    this.#setAnew = false;
    try {
      await answer();
      if (!this.#setAnew) await this.#storage.deleteAlarm();
      return true;
    } finally {
      this.#ringing = false;
    }
  }
}
