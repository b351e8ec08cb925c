/**
 * Talks to a running service as an operator does. Guarantees: waits as long as `Retry-After` says, gives up on a request
 * after ATTEMPTS or where it was to wait longer than its owner has patience, never prints the token. Relies on BASE_URL
 * (http://localhost:8787) and TOKEN, or `.dev-token`; on nothing that is installed, because the published tool uses it.
 */
import { existsSync, readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const ATTEMPTS = 8;
const DEV_TOKEN = fileURLToPath(new URL('../.dev-token', import.meta.url));

/** Worth repeating: storage trouble, a limit of the platform, the first of two equal requests still under way. */
const isPassing = (/** @type {number} */ status, /** @type {string} */ body) =>
  [429, 502, 503, 504].includes(status) || (status === 409 && body.includes('idempotency-in-progress'));

/** The problem's own words; what else answers may be a page. @param {string} body */
function reasonIn(body) {
  try {
    return String(JSON.parse(body).detail);
  } catch {
    return body.slice(0, 200);
  }
}

/** @typedef {{ status: number, headers: Headers, body: string }} Answer any answer that a repeat would not change */

/**
 * How long its owner waits, and who hears that it waits.
 * @typedef {{ longestWait?: number, onWait?: (problem: string, milliseconds: number) => void }} Patience
 */

export class NoToken extends Error {}

/** No answer, or none but passing ones. A request that changes something may have happened. */
export class OutOfReach extends Error {}

export class ServiceClient {
  #token;
  #patience;
  #hasAnswered = false;

  /** @param {string} baseUrl @param {string} token @param {Patience} [patience] */
  constructor(baseUrl, token, patience = {}) {
    this.baseUrl = baseUrl;
    this.#token = token;
    this.#patience = patience;
  }

  /**
   * @param {{ baseUrl?: string | undefined, token?: string | undefined }} [given] instead of what the environment says
   * @param {Patience} [patience]
   */
  static fromEnvironment({ baseUrl, token } = {}, patience = {}) {
    const known = token ?? (process.env.TOKEN || (existsSync(DEV_TOKEN) ? readFileSync(DEV_TOKEN, 'utf8').trim() : ''));
    if (!known) throw new NoToken('No API token: start "npm run dev" once, or set TOKEN.');
    // Fetch would name it in its complaint.
    if (!/^[\x21-\x7e]+$/.test(known)) throw new NoToken('The API token has characters that no header can carry.');
    const address = (baseUrl || process.env.BASE_URL || 'http://localhost:8787').replace(/\/+$/, '');
    return new ServiceClient(address, known, patience);
  }

  /**
   * @param {string} path
   * @returns {Promise<Answer>}
   */
  get(path) {
    return this.#send('GET', path, undefined, {});
  }

  /**
   * @param {string} path
   * @param {unknown} body
   * @param {Record<string, string>} [headers]
   * @returns {Promise<Answer>}
   */
  post(path, body, headers = {}) {
    return this.#send('POST', path, JSON.stringify(body), { 'content-type': 'application/json', ...headers });
  }

  /**
   * @param {string} method
   * @param {string} path
   * @param {string | undefined} body
   * @param {Record<string, string>} headers
   * @returns {Promise<Answer>}
   */
  async #send(method, path, body, headers) {
    const { longestWait = Number.POSITIVE_INFINITY, onWait } = this.#patience;
    let problem = '';
    for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
      let wait = Math.min(250 * 2 ** attempt, 10_000);
      try {
        const answer = await fetch(`${this.baseUrl}${path}`, {
          method,
          headers: { authorization: `Bearer ${this.#token}`, ...headers },
          ...(body === undefined ? {} : { body }),
        });
        const text = await answer.text();
        this.#hasAnswered = true;
        if (!isPassing(answer.status, text)) return { status: answer.status, headers: answer.headers, body: text };
        problem = `${answer.status} ${reasonIn(text)}`;
        const asked = Number(answer.headers.get('retry-after'));
        if (asked > 0) wait = asked * 1_000;
      } catch (error) {
        const { message, cause } = /** @type {Error} */ (error);
        problem = cause instanceof Error ? cause.message || message : message;
        if (!this.#hasAnswered)
          throw new OutOfReach(`Nothing answers at ${this.baseUrl} (${problem}). Is "npm run dev" running?`);
      }
      if (wait > longestWait)
        throw new OutOfReach(`${this.baseUrl} asks to wait ${Math.ceil(wait / 1_000)} s: ${problem}`);
      if (attempt === ATTEMPTS) break;
      onWait?.(problem, wait);
      await pause(wait);
    }
    throw new OutOfReach(`${this.baseUrl} did not take the request (${ATTEMPTS} attempts): ${problem}`);
  }
}
