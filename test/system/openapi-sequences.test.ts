/**
 * 500 generated sequences (create, use, end, use again) at the running Worker. Guarantees: every answer is the one that the
 * contract asks for after the steps before it, is told by the OpenAPI document, and is no 5xx.
 * The seed is another one at every run, is printed, and can be given: `SEED=1 npx vitest run --project system …`.
 */
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { OpenApi } from './harness/openapi.ts';
import { Caller } from './harness/sequence-caller.ts';
import { Model } from './harness/sequence-model.ts';
import { Service } from './harness/service.ts';
import { sessionSteps } from './harness/session-steps.ts';
import { signingKeys } from './harness/signing-keys.ts';
import { stateFolder } from './harness/state-folder.ts';
import { storeSteps } from './harness/store-steps.ts';

const SEQUENCES = 500;
const STEPS = 16;
/** Side by side: no sequence knows the names of another. */
const LANES = 4;
const { SEED = Math.floor(Math.random() * 2 ** 31) } = process.env;
const seed = Number(SEED);

let service: Service;
beforeAll(async () => {
  const variables = { SIGNING_KEYS: JSON.stringify(signingKeys()) };
  service = await Service.start({ folder: stateFolder(), variables });
});
afterAll(() => service.stop());

it(`${SEQUENCES} sequences are answered as the contract asks for`, async () => {
  console.info(`SEED=${seed}`);
  const openApi = new OpenApi();
  const origin = await service.address();
  let sequences = 0;
  let requests = 0;
  const lane = (n: number) =>
    fc.assert(
      fc.asyncProperty(
        fc.commands([...sessionSteps, ...storeSteps], { maxCommands: STEPS, size: 'max' }),
        async (steps) => {
          const caller = new Caller(openApi, origin);
          await fc.asyncModelRun(() => ({ model: new Model(), real: caller }), steps);
          sequences += 1;
          requests += caller.requests;
        },
      ),
      { seed: seed + n, numRuns: SEQUENCES / LANES },
    );
  await Promise.all(Array.from({ length: LANES }, (_, n) => lane(n)));
  expect(sequences).toBe(SEQUENCES);
  expect(requests / sequences).toBeGreaterThan(STEPS / 4);
});
