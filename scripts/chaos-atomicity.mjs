/**
 * `npm run chaos:atomicity [-- --times 1]`: RemoveSessions of a subject with 200 sessions and 1,000 grants of 5 clients, its
 * object reset at every point that it passes (test/chaos/atomicity). Guarantees: exit code 0 only when nothing was wrong.
 */
import { parseArgs } from 'node:util';
import { resetEverywhere } from '../test/chaos/runner/atomicity.ts';
import { bundleWorker, startWorld } from '../test/chaos/runner/world.ts';

const { values } = parseArgs({ options: { times: { type: 'string', default: '1' } } });
const script = await bundleWorker();
const sum = { trials: 0, undone: 0, wrong: 0 };

for (let time = 0; time < Number(values.times); time++) {
  const world = await startWorld(script);
  try {
    for await (const { point, wrong, undone } of resetEverywhere(world, 'many')) {
      sum.trials += 1;
      if (undone) sum.undone += 1;
      sum.wrong += wrong.length;
      console.log(`${point.padEnd(52)} ${undone ? 'nothing' : 'all    '} ${wrong.join('; ')}`);
    }
  } finally {
    await world.end();
  }
}

console.log(`\n${sum.trials} removals, ${sum.undone} of them taken back as a whole, ${sum.wrong} wrong`);
process.exitCode = sum.wrong === 0 ? 0 : 1;
