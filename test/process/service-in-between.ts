/**
 * Stands between an operator and the running service, and passes on what both say. Guarantees: what is held back was done by the
 * service already; what breaks off breaks off after it.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

export interface Passed {
  readonly path: string;
  readonly body: string;
  readonly idempotencyKey: string | undefined;
}

/** Not those of the connection: it is another one. */
const those = (headers: Headers, names: readonly string[]): Headers =>
  new Headers([...headers].filter(([name]) => names.includes(name)));

export class ServiceInBetween {
  readonly address: string;
  readonly passed: Passed[] = [];
  readonly #close: () => void;

  private constructor(address: string, close: () => void) {
    this.address = address;
    this.#close = close;
  }

  /** `answer` is asked when the service has answered: pass it on, keep it back for ever, or break off. */
  static async to(
    address: string,
    answer: (passed: Passed, earlier: readonly Passed[]) => 'pass' | 'hold' | 'break',
  ): Promise<ServiceInBetween> {
    const server = createServer(async (request, response) => {
      const body = await buffer(request);
      const asked = new Headers(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
      const headers = those(asked, ['authorization', 'content-type', 'idempotency-key', 'on-behalf-of']);
      const { method = 'GET', url: path = '/' } = request;
      const told = await fetch(`${address}${path}`, { method, headers, ...(body.length > 0 ? { body } : {}) });
      const text = await told.text();
      const passed = { path, body: body.toString(), idempotencyKey: headers.get('idempotency-key') ?? undefined };
      const how = answer(passed, between.passed);
      between.passed.push(passed);
      if (how === 'break') request.socket.destroy();
      if (how !== 'pass') return;
      const shown = those(told.headers, ['content-type', 'idempotency-replayed', 'retry-after']);
      response.writeHead(told.status, Object.fromEntries(shown)).end(text);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const between = new ServiceInBetween(`http://127.0.0.1:${port}`, () => {
      server.close();
      server.closeAllConnections();
    });
    return between;
  }

  [Symbol.dispose](): void {
    this.#close();
  }
}
