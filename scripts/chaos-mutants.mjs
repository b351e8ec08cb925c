/**
 * `npm run chaos:mutants [-- part of a guard's name]`: takes each guard of consistency.md, section 4, away once and plays
 * the scenes that must notice, then the others. Guarantees: exit code 0 only when the unchanged source passes every scene
 * and every mutant fails one.
 */
import { MUTANTS } from '../test/chaos/mutants/all.ts';
import { mutated } from '../test/chaos/runner/mutate.ts';
import { firstFailure } from '../test/chaos/runner/play-scenes.ts';
import { bundleWorker } from '../test/chaos/runner/world.ts';

/** Two cores: two worlds at once. */
const AT_ONCE = 2;

const wanted = process.argv[2] ?? '';
const mutants = MUTANTS.filter(({ guard }) => guard.includes(wanted));

const control = await firstFailure(await bundleWorker(), { first: [], others: true });
console.log(
  control === null ? 'control: every scene holds' : `control: scene ${control.number} fails\n${control.failure}`,
);

let survived = 0;
let broken = 0;
const rest = mutants.values();
await Promise.all(
  Array.from({ length: control === null ? AT_ONCE : 0 }, async () => {
    for (const mutant of rest) {
      let script = '';
      try {
        script = await mutated(mutant);
      } catch (fault) {
        broken += 1;
        console.log(`${mutant.guard.padEnd(64)} CANNOT BE APPLIED: ${fault}`);
        continue;
      }
      const failed = await firstFailure(script, { first: mutant.scenes, others: true });
      if (failed === null) survived += 1;
      const named = failed !== null && mutant.scenes.includes(failed.number);
      const how = failed === null ? 'SURVIVED' : `scene ${failed.number}${named ? '' : ' (not one of those named)'}`;
      console.log(`${mutant.guard.padEnd(64)} ${how}: ${failed?.failure.split('\n')[0] ?? ''}`);
    }
  }),
);
console.log(
  `\n${mutants.length - survived - broken} of ${mutants.length} mutants caught, ${survived} survived, ${broken} do not apply`,
);
process.exitCode = control === null && survived + broken === 0 ? 0 : 1;
