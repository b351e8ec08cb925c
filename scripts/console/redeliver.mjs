/**
 * `redeliver`: a notification again, or all that were given up for a client. Guarantees: interrupted, it can be started again:
 * what was sent on its way is not dead any more.
 */
import { ProgressBar } from '../progress-bar.mjs';
import { PATH } from './deliveries.mjs';
import { EXIT, Failure, misused } from './failure.mjs';
import { whenInterrupted } from './interruption.mjs';
import { pages } from './listing.mjs';
import { counted, print, printJson, say } from './output.mjs';

/** @param {import('./asked.mjs').Asked} service @param {string} id */
const again = async (service, id) => (await service.post(`${PATH}/${encodeURIComponent(id)}/redeliver`, {})).body;

/** @type {import('./command.mjs').Command} */
export const redeliver = {
  name: 'redeliver',
  id: '[id]',
  summary: 'sends a notification again, or all dead ones of a client',
  options: {
    client: { value: 'client id', says: 'whose; with --dead' },
    dead: { says: 'all that were given up' },
  },
  async run(given, service) {
    const { id } = given;
    const clientId = given.text('client');
    if (id === undefined && (clientId === undefined || !given.is('dead')))
      throw misused('Which? Give the id of a delivery, or --client <client id> --dead.');
    if (id !== undefined && (clientId !== undefined || given.is('dead')))
      throw misused('An id, or --client with --dead, not both.');
    return id === undefined ? allDead(given, service, clientId ?? '') : single(given, service, id);
  },
};

/** @param {import('./given.mjs').Given} given @param {import('./asked.mjs').Asked} service @param {string} id */
async function single(given, service, id) {
  whenInterrupted(() => 'It may be on its way: "deliveries" says.');
  const delivery = await again(service, id);
  if (given.is('json')) printJson(delivery);
  else print('On its way. What became of it: deliveries');
  return EXIT.done;
}

/** @param {import('./given.mjs').Given} given @param {import('./asked.mjs').Asked} service @param {string} clientId */
async function allDead(given, service, clientId) {
  let redelivered = 0;
  let gone = 0;
  /** @type {ProgressBar | undefined} */
  let bar;
  whenInterrupted(
    () => `${counted(redelivered, 'delivery', 'deliveries')} on the way; the same command goes on with the rest.`,
  );
  try {
    for await (const { results, totalCount } of pages(service, PATH, { status: 'dead', clientId })) {
      if (results.length > 0) bar ??= new ProgressBar('Deliveries', totalCount ?? undefined);
      for (const { id } of results) {
        if (await isThere(again(service, id))) redelivered += 1;
        else gone += 1;
        bar?.advance();
      }
    }
  } finally {
    bar?.end();
  }
  if (given.is('json')) printJson({ redelivered, gone });
  else if (redelivered > 0) print(`${counted(redelivered, 'delivery', 'deliveries')} on the way.`);
  if (redelivered === 0) say('No dead delivery of this client.');
  return redelivered === 0 ? EXIT.nothing : EXIT.done;
}

/** A delivery that is kept no longer is no reason to stop. @param {Promise<unknown>} asked */
async function isThere(asked) {
  try {
    await asked;
    return true;
  } catch (error) {
    if (error instanceof Failure && error.exitCode === EXIT.nothing) return false;
    throw error;
  }
}
