/**
 * The order in which test files start: the longest first, so that what waits (for alarms, for processes, for a planned reconnect)
 * waits beside the others and not after them. The order has no say in what a test finds.
 */
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** By how long they take. */
const LONGEST = [
  'system/openapi-sequences',
  'browser/console-live',
  'process/deliveries',
  'system/d1-down',
  'browser/console-pages',
  'process/dev',
  'system/tickets',
  'process/kill',
  'process/keys-check',
  'browser/console-names',
  'browser/console-acceptance',
  'process/dev-end',
  'browser/console-clients',
  'process/operator',
  'process/readme',
  'browser/demo-app',
  'system/configured',
  'system/openapi-requests',
  'system/expiry-of-many',
  'process/tarball',
  'chaos/scenes',
  'chaos/chaos',
  'chaos/atomicity',
  'workers/deliveries-side-by-side',
  'workers/http-remove-sessions',
  'workers/console-hostile',
  'workers/http-grants',
  'workers/cron-at-100000',
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
