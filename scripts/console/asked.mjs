/**
 * The service, asked by a command. Guarantees: an answer is its body, or a Failure with the exit code that it stands for and
 * the service's reason.
 */
import { readFileSync } from 'node:fs';
import { NoToken, OutOfReach, ServiceClient } from '../service-client.mjs';
import { EXIT, Failure, misused } from './failure.mjs';
import { say } from './output.mjs';

/** Whoever sits in front of a terminal does not wait longer for one attempt. */
const LONGEST_WAIT = 30_000;

/** @typedef {{ body: any, headers: Headers }} Told */

/** @param {string} body @returns {any} undefined where it is not JSON */
function parsed(body) {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

/** @param {any} problem */
function reasonOf(problem) {
  const errors = (problem?.errors ?? []).map(
    (/** @type {any} */ { path, message }) => `\n  ${path || 'the request'}: ${message}`,
  );
  return `${problem?.detail ?? problem?.title ?? 'without a reason'}${errors.join('')}`;
}

/** @param {import('../service-client.mjs').Answer} answer @param {string} baseUrl @returns {Told} */
function told({ status, headers, body }, baseUrl) {
  const content = parsed(body);
  if (status >= 200 && status < 300 && content !== undefined) return { body: content, headers };
  if (status === 401) throw new Failure(EXIT.noAccess, `The service at ${baseUrl} does not know this token.`);
  if (status === 403) throw new Failure(EXIT.noAccess, `This token may not: ${reasonOf(content)}`);
  if (content?.code === undefined)
    throw new Failure(
      EXIT.outOfReach,
      `${baseUrl} answers ${status}, but not as this service does: is the address right?`,
    );
  if (status === 404) throw new Failure(EXIT.nothing, reasonOf(content));
  const exitCode = status >= 500 ? EXIT.outOfReach : EXIT.nothing;
  throw new Failure(exitCode, `The service refuses (${status} ${content.code}): ${reasonOf(content)}`);
}

export class Asked {
  #client;

  /** @param {ServiceClient} client */
  constructor(client) {
    this.#client = client;
  }

  /** @param {import('./given.mjs').Given} given */
  static by(given) {
    const file = given.text('token-file');
    const baseUrl = given.text('url');
    const problem = addressProblem(baseUrl ?? process.env.BASE_URL);
    if (problem) throw misused(problem);
    const token = file === undefined ? undefined : tokenIn(file);
    const onWait = (/** @type {string} */ problem, /** @type {number} */ wait) =>
      say(`Waits ${wait / 1_000} s: ${problem}`);
    try {
      return new Asked(ServiceClient.fromEnvironment({ baseUrl, token }, { longestWait: LONGEST_WAIT, onWait }));
    } catch (error) {
      if (error instanceof NoToken) throw new Failure(EXIT.noAccess, error.message);
      throw error;
    }
  }

  /** @param {string} path @param {Record<string, string | number | boolean | undefined>} [query] */
  async get(path, query = {}) {
    const parameters = new URLSearchParams();
    for (const [name, value] of Object.entries(query)) if (value !== undefined) parameters.set(name, String(value));
    const text = parameters.toString();
    return (await this.#told(this.#client.get(text ? `${path}?${text}` : path))).body;
  }

  /** @param {string} path @param {unknown} body @param {Record<string, string>} [headers] */
  post(path, body, headers) {
    return this.#told(this.#client.post(path, body, headers));
  }

  /** @param {Promise<import('../service-client.mjs').Answer>} sent */
  async #told(sent) {
    try {
      return told(await sent, this.#client.baseUrl);
    } catch (error) {
      if (error instanceof OutOfReach) throw new Failure(EXIT.outOfReach, error.message);
      throw error;
    }
  }
}

/** @param {string} file */
function tokenIn(file) {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (error) {
    throw misused(`${file} cannot be read (${/** @type {NodeJS.ErrnoException} */ (error).code}).`);
  }
}

/** Credentials in an address would show in `ps` and in complaints. @param {string | undefined} address */
function addressProblem(address) {
  if (!address) return undefined;
  if (!URL.canParse(address) || !/^https?:$/.test(new URL(address).protocol))
    return 'The address of the service must be an http or https URL.';
  const { username, password, search, hash } = new URL(address);
  return username || password || search || hash
    ? 'The address of the service must be without credentials, query and fragment.'
    : undefined;
}
