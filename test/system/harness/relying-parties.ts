/**
 * Relying parties on a loopback address: a real HTTP server that answers as it is told and remembers what it was asked, both
 * over HTTP, so that a test may run in another runtime than the server. Guarantees: relying parties know nothing of each
 * other; `stop` breaks off whatever is under way.
 *
 * `PUT /told/<name>` (a `Behaviour`), then `/rp/<name>` is a logout address, then `GET /seen/<name>` (a `Seen`). Whoever has no
 * answer yet gets one by `PUT /answered/<name>` (a status).
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { Behaviour, Seen } from './relying-party.ts';

interface Party {
  readonly behaviour: Behaviour;
  readonly requests: Seen['requests'][number][];
  readonly times: { began: number; ended: number | null }[];
  readonly unanswered: Set<ServerResponse>;
  written: number;
  brokenOff: number;
}

const MOST_BYTES = 64 * 1024 * 1024;

export class RelyingParties {
  readonly #server: Server;
  readonly #parties = new Map<string, Party>();

  private constructor() {
    this.#server = createServer((request, response) => void this.#answer(request, response));
    // A connection that is closed for having been idle, in the moment in which it is used again, would be an attempt that failed.
    this.#server.keepAliveTimeout = 0;
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
      const behaviour = JSON.parse(body) as Behaviour;
      this.#parties.set(name, { behaviour, requests: [], times: [], unanswered: new Set(), written: 0, brokenOff: 0 });
      response.writeHead(204).end();
    } else if (party === undefined) {
      response.writeHead(404).end();
    } else if (what === 'answered') {
      for (const waiting of party.unanswered) waiting.writeHead(Number(body)).end();
      response.writeHead(204).end();
    } else if (what === 'seen') {
      const { requests, times, written, brokenOff } = party;
      response.end(JSON.stringify({ requests, times, written, brokenOff } satisfies Seen));
    } else {
      const { method = '', headers } = request;
      party.requests.push({ method, contentType: headers['content-type'] ?? null, body });
      const time: { began: number; ended: number | null } = { began: Date.now(), ended: null };
      party.times.push(time);
      response.on('close', () => {
        party.unanswered.delete(response);
        time.ended = Date.now();
        if (!response.writableFinished) party.brokenOff += 1;
      });
      const { delay = 0, echoes = false } = party.behaviour;
      const played = echoes ? { ...party, behaviour: echoing(party.behaviour, body) } : party;
      if (delay > 0) setTimeout(() => play(played, response), delay);
      else play(played, response);
    }
  }
}

/** The behaviour with what it repeats of a request. */
function echoing(behaviour: Behaviour, request: string): Behaviour {
  const token = new URLSearchParams(request).get('logout_token') ?? '';
  const payload = Buffer.from(token.split('.')[1] ?? '', 'base64url').toString();
  const fill = (template: string, quote: (text: string) => string) =>
    template.replaceAll('{token}', quote(token)).replaceAll('{payload}', quote(payload));
  const { headers = {}, body = '' } = behaviour;
  return {
    ...behaviour,
    headers: Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [name, fill(value, encodeURIComponent)]),
    ),
    body: fill(body, (text) => JSON.stringify(text).slice(1, -1)),
  };
}

function play(party: Party, response: ServerResponse): void {
  const { status, headers = {}, body = '', after = 'ends' } = party.behaviour;
  if (status === null) {
    if (after === 'breaks') response.destroy();
    else party.unanswered.add(response);
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
