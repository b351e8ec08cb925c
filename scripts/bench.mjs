/**
 * `npm run bench`: what the service costs beside the least that could do the same, as ratios. One run, three to four minutes (`--quick`: a
 * quarter of the requests). Guarantees: seeded data, an uncounted first round, medians over at least five rounds in
 * which all contenders take turns; it ends with a table and the machine, and with 0 whatever the figures are. Figures
 * of absolute speed are those of a local workerd on this machine: only the ratios mean something elsewhere.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CONNECTIONS } from './bench/client.mjs';
import { Contestants } from './bench/contestants.mjs';
import { tableOf } from './bench/line.mjs';
import { machine } from './bench/machine.mjs';
import { measureChosenKey } from './bench/measure/chosen-key.mjs';
import { measureColdObject } from './bench/measure/cold-object.mjs';
import { measureCreateSession } from './bench/measure/create-session.mjs';
import { measureGetSession } from './bench/measure/get-session.mjs';
import { measurePage } from './bench/measure/page.mjs';
import { FULL, QUICK } from './bench/scene.mjs';
import { TICKET_BYTES } from './bench/sessions.mjs';
import { stocked } from './bench/stock.mjs';

const effort = process.argv.includes('--quick') ? QUICK : FULL;
const folder = mkdtempSync(join(tmpdir(), 'edge-sessions-bench-'));
const before = machine();
try {
  const contestants = await Contestants.in(folder);
  const warm = await warmObjects(contestants);
  const lines = [
    ...warm.lines,
    ...(await measureColdObject(contestants, warm.stock, effort)),
    ...(await measurePage(contestants, effort)),
  ];
  console.log(`\n${tableOf(lines)}\n`);
  console.log(`${before}`);
  console.log(
    `Medians of ${effort.rounds} rounds; ${CONNECTIONS} kept-alive connections; tickets of ${TICKET_BYTES} bytes.`,
  );
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** @param {Contestants} contestants */
async function warmObjects(contestants) {
  const service = await contestants.service();
  const bare = await contestants.bare();
  await service.migrate('first');
  await bare.migrate('bare');
  const clients = {
    service: await service.client('first'),
    secondService: await service.client('second'),
    bare: await bare.client('bare'),
  };
  const stock = await stocked(clients.service, clients.bare);
  const scene = { ...clients, stock, effort };
  const lines = [
    ...(await told('GetSession', measureGetSession(scene))),
    ...(await told('CreateSession', measureCreateSession(scene))),
    ...(await told('chosen keys', measureChosenKey(scene))),
  ];
  await service.stop();
  await bare.stop();
  return { lines, stock };
}

/** @template T @param {string} what @param {Promise<T>} work */
async function told(what, work) {
  process.stderr.write(`measuring ${what} ...\n`);
  return work;
}
