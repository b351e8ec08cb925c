/**
 * HTTP/1.1 on one kept-alive connection, as little as a load generator needs: what it costs here is taken from the machine that
 * is being measured. Guarantees: one request at a time; an answer is whole before `send` resolves. Relies on answers with
 * `Content-Length`, which both Workers give.
 */
import { once } from 'node:events';
import { connect } from 'node:net';

const HEAD_END = Buffer.from('\r\n\r\n');

/** @typedef {{ status: number, body: Buffer }} Answer */

export class Connection {
  #url;
  /** @type {import('node:net').Socket | null} */
  #socket = null;
  /** @type {Buffer[]} */
  #chunks = [];
  /** @type {PromiseWithResolvers<Answer> | null} */
  #waiting = null;

  /** @param {URL} url */
  constructor(url) {
    this.#url = url;
  }

  /** Connects first where there is no connection: workerd closes one that was idle for 5 seconds. */
  async open() {
    if (this.#socket !== null) return;
    const socket = connect({ host: this.#url.hostname, port: Number(this.#url.port), noDelay: true });
    await once(socket, 'connect');
    socket.on('data', (chunk) => this.#take(chunk));
    socket.on('error', (fault) => this.#waiting?.reject(fault));
    socket.on('close', () => {
      this.#socket = null;
      this.#waiting?.reject(new Error('The Worker closed the connection.'));
    });
    this.#socket = socket;
  }

  /** Relies on `open`. @param {Buffer} request @returns {Promise<Answer>} */
  send(request) {
    this.#waiting = Promise.withResolvers();
    this.#socket?.write(request);
    return this.#waiting.promise;
  }

  close() {
    this.#waiting = null;
    this.#socket?.destroy();
  }

  /** @param {Buffer} chunk */
  #take(chunk) {
    this.#chunks.push(chunk);
    const bytes = this.#chunks.length === 1 ? chunk : Buffer.concat(this.#chunks);
    const headEnd = bytes.indexOf(HEAD_END);
    if (headEnd < 0) return;
    const head = bytes.toString('latin1', 0, headEnd);
    const length = /\r\ncontent-length: (\d+)/i.exec(head)?.[1];
    if (length === undefined) {
      this.#waiting?.reject(new Error(`An answer without Content-Length: ${head.split('\r\n', 1)[0]}`));
      return;
    }
    const start = headEnd + HEAD_END.length;
    if (bytes.length < start + Number(length)) return;
    const waiting = this.#waiting;
    this.#chunks = [];
    this.#waiting = null;
    waiting?.resolve({ status: Number(head.slice(9, 12)), body: bytes.subarray(start) });
  }
}

/** @param {string} method @param {string} path @param {Record<string, string>} headers @param {unknown} [body] */
export function requestBytes(method, path, headers, body) {
  const payload = body === undefined ? '' : JSON.stringify(body);
  const described =
    body === undefined ? {} : { 'Content-Type': 'application/json', 'Content-Length': `${Buffer.byteLength(payload)}` };
  const lines = Object.entries({ Host: 'bench', ...headers, ...described }).map(([name, value]) => `${name}: ${value}`);
  return Buffer.from(`${method} ${path} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n${payload}`);
}
