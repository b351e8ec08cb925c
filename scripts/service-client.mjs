/**
 * Talks to a running service as an operator does. Guarantees: waits as long as `Retry-After` says, gives up on a request
 * after ATTEMPTS, never prints the token. Relies on BASE_URL (http://localhost:8787) and TOKEN, or `.dev-token`.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { projectRoot } from './bundled-node.mjs';

const ATTEMPTS = 8;

/** Worth repeating: storage trouble, a limit of the platform, the first of two equal requests still under way. */
const isPassing = (/** @type {number} */ status, /** @type {string} */ body) =>
  [429, 502, 503, 504].includes(status) || (status === 409 && body.includes('idempotency-in-progress'));

/** @typedef {{ status: number, headers: Headers, body: string }} Answer any answer that a repeat would not change */

export class ServiceClient {
  #token;
  #hasAnswered = false;

  /** @param {string} baseUrl @param {string} token */
  constructor(baseUrl, token) {
    this.baseUrl = baseUrl;
    this.#token = token;
  }

  /** @param {{ baseUrl?: string | undefined, token?: string | undefined }} [given] instead of what the environment says */
  static fromEnvironment({ baseUrl, token } = {}) {
    const file = join(projectRoot, '.dev-token');
    const known = token ?? (process.env.TOKEN || (existsSync(file) ? readFileSync(file, 'utf8').trim() : ''));
    if (!known) throw new Error('No API token: start "npm run dev" once, or set TOKEN.');
    return new ServiceClient((baseUrl || process.env.BASE_URL || 'http://localhost:8787').replace(/\/+$/, ''), known);
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
        problem = `${answer.status} ${text}`;
        const asked = Number(answer.headers.get('retry-after'));
        if (asked > 0) wait = asked * 1_000;
      } catch (error) {
        const { message, cause } = /** @type {Error} */ (error);
        problem = cause instanceof Error ? cause.message || message : message;
        if (!this.#hasAnswered)
          throw new Error(`Nothing answers at ${this.baseUrl} (${problem}). Is "npm run dev" running?`);
      }
      if (attempt < ATTEMPTS) await pause(wait);
    }
    throw new Error(`${this.baseUrl} did not take the request (${ATTEMPTS} attempts): ${problem}`);
  }
}
