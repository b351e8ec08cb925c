/**
 * `npm run demo:app`: the service and the demo app (`examples/bff`), bound to each other, in one process. Guarantees: as
 * `npm run dev`, and what it keeps is apart from what that keeps. Only the app is on the port; the service is behind it.
 *
 * Environment: PORT (8787), STATE_DIR (.wrangler/demo-app), and the configuration variables of the contract.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from './bundled-node.mjs';
import { mergeConfiguration } from './dev/configuration.mjs';
import { firstPage } from './dev/first-answer.mjs';
import { ensureMigrations } from './dev/migrations.mjs';
import { ensureSecrets } from './dev/secrets.mjs';
import { freePort, Serving } from './dev/serving.mjs';
import { startWorkers } from './dev/wrangler.mjs';

const APP = join(projectRoot, 'examples', 'bff', 'wrangler.toml');

const port = await freePort('npm run demo:app');
const run = new Serving('.wrangler/demo-app');

try {
  const { variables } = ensureSecrets(projectRoot);
  const service = join(run.folder, 'service.toml');
  // The app is at http://localhost, which is no address for a logout token anywhere but here.
  const demo = { ALLOW_PRIVATE_LOGOUT_URIS: 'true', ISSUER: issuerOf(readFileSync(APP, 'utf8')) };
  writeFileSync(service, serviceConfiguration({ ...mergeConfiguration(variables, process.env), ...demo }), {
    mode: 0o600,
  });

  await ensureMigrations(run);

  console.log('Starting the service and the app ...');
  run.by(startWorkers(run, port, [APP, service]));

  const address = `http://localhost:${port}`;
  // The one page that asks the service, whoever looks.
  await firstPage(`${address}/administrator`, run.signal, (problem) => console.error(problem));
  console.log(`\n  Demo app  ${address}\n  A second device: a private window, or another browser.\n`);
} catch (error) {
  await run.fail(error);
}

/** Who signs logout tokens, as the app expects it. @param {string} app */
function issuerOf(app) {
  const issuer = /^ISSUER = "(.*)"$/m.exec(app)?.[1];
  if (issuer === undefined) throw new Error(`${APP} names no ISSUER`);
  return issuer;
}

/**
 * The service's own configuration with variables in it: wrangler gives an `--env-file` to the first Worker only. A string of JSON
 * is one of TOML.
 * @param {Record<string, string>} variables
 */
function serviceConfiguration(variables) {
  const configuration = readFileSync(join(projectRoot, 'wrangler.toml'), 'utf8');
  const located = configuration.replace(
    /^main = "(.*)"$/m,
    (_, main) => `main = ${JSON.stringify(join(projectRoot, main))}`,
  );
  const lines = Object.entries(variables).map(([name, value]) => `${name} = ${JSON.stringify(value)}`);
  return [located, '[vars]', ...lines, ''].join('\n');
}
