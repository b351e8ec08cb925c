/**
 * A browser as far as cookies go (RFC 6265bis): keeps what a response sets, sends it back, and refuses a `__Host-` cookie that
 * breaks its rules. Time is the test's.
 */
interface Kept {
  readonly value: string;
  /** Milliseconds since the epoch; null: until the browser closes. */
  readonly until: number | null;
}

export class CookieJar {
  readonly #cookies = new Map<string, Kept>();
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  take(response: Response): void {
    for (const line of response.headers.getSetCookie()) this.#takeOne(line);
  }

  /** The `Cookie` header; empty where there is nothing to send. */
  get header(): string {
    const now = this.#now();
    const live = [...this.#cookies].filter(([, { until }]) => until === null || until > now);
    return live.map(([name, { value }]) => `${name}=${value}`).join('; ');
  }

  value(name: string): string | undefined {
    return this.#cookies.get(name)?.value;
  }

  plant(name: string, value: string): void {
    this.#cookies.set(name, { value, until: null });
  }

  close(): void {
    for (const [name, { until }] of this.#cookies) if (until === null) this.#cookies.delete(name);
  }

  #takeOne(line: string): void {
    const [pair = '', ...attributes] = line.split(';').map((part) => part.trim());
    const name = pair.slice(0, pair.indexOf('='));
    const said = new Map(attributes.map((one) => one.split('=')).map(([key = '', value = '']) => [key, value]));
    const isHost = said.has('Secure') && said.get('Path') === '/' && !said.has('Domain');
    if (name.startsWith('__Host-') && !isHost) throw new Error(`A browser refuses this cookie: ${line}`);
    const age = said.get('Max-Age');
    const until = age === undefined ? null : this.#now() + Number(age) * 1_000;
    if (until !== null && until <= this.#now()) this.#cookies.delete(name);
    else this.#cookies.set(name, { value: pair.slice(name.length + 1), until });
  }
}
