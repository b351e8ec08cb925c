/**
 * `npm run dev`: the service on this machine. Guarantees: migrations applied, secrets present (`dev/secrets.mjs`), every
 * configuration variable of the environment in force (`dev/configuration.mjs`), the address printed only once the
 * service answers, the token never printed, and nothing left running however this process ends.
 *
 * Environment: PORT (8787), STATE_DIR (.wrangler/state), and the configuration variables of the contract.
 */
import { writeFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { projectRoot } from './bundled-node.mjs';
import { mergeConfiguration } from './dev/configuration.mjs';
import { envFile } from './dev/env-file.mjs';
import { firstAnswer, listing } from './dev/first-answer.mjs';
import { ensureMigrations } from './dev/migrations.mjs';
import { ensureSecrets } from './dev/secrets.mjs';
import { freePort, Serving } from './dev/serving.mjs';
import { startService } from './dev/wrangler.mjs';

const port = await freePort('npm run dev');
const run = new Serving('.wrangler/state');

try {
  const { variables, tokenFile, token } = ensureSecrets(projectRoot);
  const configuration = join(run.folder, 'configuration.env');
  writeFileSync(
    configuration,
    envFile({ ORIGIN: `http://localhost:${port}`, ...mergeConfiguration(variables, process.env) }),
    { mode: 0o600 },
  );

  await ensureMigrations(run);

  console.log('Starting the service ...');
  run.by(startService(run, port, configuration));

  const address = `http://localhost:${port}`;
  const accepted = await firstAnswer(address, token, run.signal, (problem) => console.error(problem));
  console.log(greeting(address, tokenFile, accepted));
} catch (error) {
  await run.fail(error);
}

/** @param {string} address @param {string} tokenFile @param {boolean} accepted */
function greeting(address, tokenFile, accepted) {
  // Whoever started npm from another folder pastes into a shell that is in that folder.
  const from = process.env.INIT_CWD ?? process.cwd();
  const path = resolve(from) === resolve(projectRoot) ? relative(from, tokenFile) : tokenFile;
  const file = /^[\w./-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`;
  const token = accepted ? `$(cat ${file})` : '$TOKEN';
  return [
    '',
    `  Service  ${address}`,
    `  Console  ${address}/admin`,
    accepted
      ? `  Token    in ${path}`
      : `  Token    one of yours: API_TOKENS comes from the environment, so ${path} is not valid`,
    '',
    `  curl -sS -H "Authorization: Bearer ${token}" '${listing(address)}'`,
    '',
  ].join('\n');
}
