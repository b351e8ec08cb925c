/**
 * Relying parties on a loopback address: a real HTTP server that answers as it is told and remembers what it was asked, both
 * over HTTP, so that a test may run in another runtime than the server. Guarantees: relying parties know nothing of each
 * other; `stop` breaks off whatever is under way.
 *
 * `PUT /told/<name>` (a `Behaviour`), then `/rp/<name>` is a logout address, then `GET /seen/<name>` (a `Seen`).
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { Behaviour, Seen } from './relying-party.ts';

interface Party {
  readonly behaviour: Behaviour;
  readonly requests: Seen['requests'][number][];
  written: number;
  brokenOff: number;
}

const MOST_BYTES = 64 * 1024 * 1024;

export class RelyingParties {
  readonly #server: Server;
  readonly #parties = new Map<string, Party>();

  private constructor() {
    this.#server = createServer((request, response) => void this.#answer(request, response));
  }

  static async start(): Promise<RelyingParties> {
    const parties = new RelyingParties();
    await new Promise<void>((resolve) => parties.#server.listen(0, '127.0.0.1', resolve));
    return parties;
  }

  get origin(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    const stopped = new Promise((resolve) => this.#server.close(resolve));
    this.#server.closeAllConnections();
    await stopped;
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const [, what, name = ''] = (request.url ?? '').split('/');
    const body = await text(request).catch(() => '');
    const party = this.#parties.get(name);
    if (what === 'told') {
      this.#parties.set(name, { behaviour: JSON.parse(body), requests: [], written: 0, brokenOff: 0 });
      response.writeHead(204).end();
    } else if (party === undefined) {
      response.writeHead(404).end();
    } else if (what === 'seen') {
      const { requests, written, brokenOff } = party;
      response.end(JSON.stringify({ requests, written, brokenOff } satisfies Seen));
    } else {
      const { method = '', headers } = request;
      party.requests.push({ method, contentType: headers['content-type'] ?? null, body });
      response.on('close', () => {
        if (!response.writableFinished) party.brokenOff += 1;
      });
      play(party, response);
    }
  }
}

function play(party: Party, response: ServerResponse): void {
  const { status, headers = {}, body = '', after = 'ends' } = party.behaviour;
  if (status === null) {
    if (after === 'breaks') response.destroy();
    return;
  }
  response.writeHead(status, headers).flushHeaders();
  const next = (): void => {
    if (after === 'stalls') return;
    if (after === 'breaks') response.destroy();
    else if (after === 'repeats' && party.written < MOST_BYTES) send();
    else response.end();
  };
  // The count is of what the connection has taken: what waits in a buffer here does not count.
  const send = (): void => {
    response.write(body, (fault) => {
      if (fault) return;
      party.written += Buffer.byteLength(body);
      next();
    });
  };
  if (body === '') next();
  else send();
}
