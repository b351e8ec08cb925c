/**
 * The secrets of development: `.dev.vars` (what the service is configured with) and `.dev-token` (a plain API token with
 * all scopes). Guarantees: both exist afterwards, readable by their owner only; the token is one that `.dev.vars`
 * accepts; what stood in an existing `.dev.vars` still stands there, letter for letter: lines are added, never changed.
 */
import { createHash, generateKeyPairSync, randomBytes } from 'node:crypto';
import { appendFileSync, chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { familyOf } from './configuration.mjs';

const SCOPES = ['store', 'manage:read', 'manage', 'tickets:read', 'configure'];

/**
 * @param {string} folder
 * @returns {{ variables: Record<string, string>, tokenFile: string, token: string }} `variables`: those of `.dev.vars`
 */
export function ensureSecrets(folder) {
  const varsFile = join(folder, '.dev.vars');
  const tokenFile = join(folder, '.dev-token');
  if (textOf(tokenFile).trim() === '') {
    writeFileSync(tokenFile, `${randomBytes(32).toString('base64url')}\n`, { mode: 0o600 });
  }
  const token = textOf(tokenFile).trim();

  const before = textOf(varsFile);
  const lacking = lackingLines(variablesIn(before), token);
  if (lacking.length > 0) {
    const glue = before === '' || before.endsWith('\n') ? '' : '\n';
    appendFileSync(varsFile, glue + lacking.map((line) => `${line}\n`).join(''), { mode: 0o600 });
    chmodSync(varsFile, 0o600);
  }
  return { variables: variablesIn(textOf(varsFile)), tokenFile, token };
}

/** @param {string} file */
const textOf = (file) => (existsSync(file) ? readFileSync(file, 'utf8') : '');

/** @param {string} text @returns {Record<string, string>} */
const variablesIn = (text) => /** @type {Record<string, string>} */ (parseEnv(text));

/** @param {Record<string, string>} variables @param {string} token @returns {string[]} */
function lackingLines(variables, token) {
  const lines = [];
  const isSet = (/** @type {string} */ name) => (variables[name] ?? '').trim() !== '';
  if (!familyOf('TICKET_KEYS').some(isSet)) {
    const key = { id: `dev-${randomBytes(4).toString('hex')}`, key: randomBytes(32).toString('base64') };
    lines.push(`TICKET_KEYS='${JSON.stringify([key])}'`);
  }
  if (!familyOf('SIGNING_KEYS').some(isSet)) lines.push(`SIGNING_KEYS='${JSON.stringify(newSigningKeys())}'`);
  const sha256 = createHash('sha256').update(token).digest('hex');
  if (!familyOf('API_TOKENS').some((name) => variables[name]?.toLowerCase().includes(sha256))) {
    const free = familyOf('API_TOKENS').find((name) => !isSet(name));
    if (!free)
      throw new Error('API_TOKENS to API_TOKENS_9 are all in use in .dev.vars: remove one, or restore .dev-token');
    lines.push(`${free}='${JSON.stringify([{ name: 'dev', sha256, scopes: SCOPES }])}'`);
  }
  return lines;
}

/** An RS256 and an ES256 key, as private JWKs (RFC 7518 section 6). @returns {object[]} */
function newSigningKeys() {
  const run = randomBytes(4).toString('hex');
  const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
  const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
  return [
    { ...rsa.export({ format: 'jwk' }), kid: `dev-rs256-${run}`, alg: 'RS256' },
    { ...ec.export({ format: 'jwk' }), kid: `dev-es256-${run}`, alg: 'ES256' },
  ];
}
