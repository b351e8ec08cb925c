/**
 * The order in which test files start: the longest first, so that what waits (for alarms, for processes, for a planned reconnect)
 * waits beside the others and not after them. The order has no say in what a test finds.
 */
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** By how long they take. */
const LONGEST = [
  'browser/console-live',
  'process/deliveries',
  'process/kill',
  'system/d1-down',
  'process/dev-end',
  'process/dev',
  'browser/console-pages',
  'chaos/chaos',
  'system/openapi-sequences',
  'process/keys-check',
  'workers/http-removal-races',
  'workers/deliveries-side-by-side',
  'browser/console-acceptance',
  'process/readme',
  'system/tickets',
  'chaos/scenes',
  'process/operator',
];

const placeOf = ({ moduleId }: TestSpecification): number => {
  const place = LONGEST.findIndex((name) => moduleId.endsWith(`/test/${name}.test.ts`));
  return place < 0 ? LONGEST.length : place;
};

export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return (await super.sort(files)).toSorted((one, other) => placeOf(one) - placeOf(other));
  }
}
