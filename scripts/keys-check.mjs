/**
 * `npm run keys:check`: whether a key ring may be deployed, asked before it is. Guarantees: exit code 0 only when the ring has
 * every key that an envelope of the running service needs, 1 when it lacks one, 2 when that could not be found out; key
 * material and tokens are never printed, and never expected as arguments, which show in `ps`.
 */
import { readFileSync } from 'node:fs';
import { parseArgs, parseEnv } from 'node:util';
import { ringOf } from './keys/ring.mjs';
import { verdictOn } from './keys/verdict.mjs';
import { ServiceClient } from './service-client.mjs';

const USAGE = `npm run keys:check -- --url https://<your worker> [--vars <file>] [--token-file <file>]

Checks the key ring that you are about to deploy against the envelopes of the running service.

The ring: TICKET_KEYS, and TICKET_KEYS_2 to _9, of the environment; with --vars of that file instead (as .dev.vars).
The service: --url, or BASE_URL, or http://localhost:8787.
The token (scope manage:read): the file of --token-file, or TOKEN, or .dev-token.

Exit code 0: the ring has every key that is needed. 1: it lacks some, do not deploy it. 2: could not be checked.`;

/** @param {string} file */
function contentOf(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const { code } = /** @type {NodeJS.ErrnoException} */ (error);
    throw new Error(`${file} cannot be read (${code}).`);
  }
}

/** @param {ServiceClient} service @returns {Promise<import('./keys/verdict.mjs').KeyInUse[]>} */
async function keysInUse(service) {
  const { status, body } = await service.get('/v1/management/stats');
  if (status === 401) throw new Error('The service does not know this token.');
  if (status === 403) throw new Error('The token lacks the scope manage:read.');
  if (status !== 200) throw new Error(`The service answers ${status}: ${body}`);
  const { ticketKeys } = JSON.parse(body);
  if (!Array.isArray(ticketKeys)) throw new Error('The service tells no ticketKeys: is it an older version?');
  return ticketKeys;
}

try {
  const { values } = parseArgs({
    options: {
      url: { type: 'string' },
      vars: { type: 'string' },
      'token-file': { type: 'string' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.help) {
    console.log(USAGE);
  } else {
    const variables = values.vars === undefined ? process.env : parseEnv(contentOf(values.vars));
    const ring = ringOf(variables, values.vars ?? 'the environment');
    const tokenFile = values['token-file'];
    const token = tokenFile === undefined ? undefined : contentOf(tokenFile).trim();
    const service = ServiceClient.fromEnvironment({ baseUrl: values.url, token });
    const { refused, lines } = verdictOn(ring, await keysInUse(service));
    for (const line of lines) (refused ? console.error : console.log)(line);
    process.exitCode = refused ? 1 : 0;
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  console.error('Not checked. npm run keys:check -- --help says how it is used.');
  process.exitCode = 2;
}
