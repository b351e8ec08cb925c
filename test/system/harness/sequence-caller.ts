/**
 * One sequence of requests over HTTP. Guarantees: names are no other sequence's; every answer is one that the OpenAPI document
 * tells for the operation.
 */
import { randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import type { OpenApi } from './openapi.ts';
import { overHttp } from './over-http.ts';
import { TOKEN } from './service.ts';

interface Asked {
  /** For the placeholders of the path, in its order. */
  readonly path?: readonly string[];
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

export interface Heard {
  readonly status: number;
  /** Of a problem, else null. */
  readonly code: string | null;
  readonly isAbsent: boolean;
  // biome-ignore lint/suspicious/noExplicitAny: what the schema tells is asserted before anybody looks.
  readonly body: any;
}

export class Caller {
  readonly #run = randomUUID();
  readonly #openApi: OpenApi;
  readonly #origin: string;
  readonly #minted = new Map<string, string>();
  requests = 0;

  constructor(openApi: OpenApi, origin: string) {
    this.#openApi = openApi;
    this.#origin = origin;
  }

  /** A name of this sequence, or the key that was minted for it. */
  name(short: string): string {
    return this.#minted.get(short) ?? `${short}-${this.#run}`;
  }

  minted(short: string, key: string): void {
    this.#minted.set(short, key);
  }

  async call(operation: string, { path = [], query = {}, headers = {}, body }: Asked = {}): Promise<Heard> {
    const described = this.#openApi.operation(operation);
    const segments = path.map(encodeURIComponent);
    const address = described.path.replaceAll(/\{\w+\}/g, () => segments.shift() ?? '');
    const answer = await overHttp(described.method, `${this.#origin}${address}?${new URLSearchParams(query)}`, {
      headers: { Authorization: `Bearer ${TOKEN}`, 'Content-Type': 'application/json', ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    this.requests += 1;
    expect(this.#openApi.complaints(described, described.method, answer), operation).toEqual([]);
    const told = answer.text === '' ? null : JSON.parse(answer.text);
    return {
      status: answer.status,
      code: answer.status < 400 ? null : told.code,
      isAbsent: answer.headers.get('Already-Absent') === 'true',
      body: told,
    };
  }
}
