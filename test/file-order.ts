/**
 * The order in which test files start. Guarantees: those that mostly wait (for alarms, processes, browsers) begin all along, so
 * that they wait while others compute, and the longest of each kind first, so that none is left alone at the end. The order has no
 * say in what a test finds.
 */
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** The longest, in seconds, about. */
const SECONDS = new Map([
  ['process/kill', 142],
  ['browser/console-live', 141],
  ['process/dev', 90],
  ['process/deliveries', 79],
  ['process/readme', 79],
  ['browser/console-pages', 75],
  ['process/dev-end', 73],
  ['system/d1-down', 70],
  ['process/keys-check', 59],
  ['process/operator', 58],
  ['browser/console-acceptance', 54],
  ['system/openapi-sequences', 54],
  ['system/tickets', 51],
  ['chaos/scenes', 49],
  ['browser/console-names', 46],
  ['system/configured', 45],
  ['chaos/atomicity', 42],
  ['chaos/chaos', 40],
  ['browser/console-clients', 37],
  ['system/openapi-requests', 36],
  ['process/tarball', 33],
  ['system/expiry-of-many', 33],
  ['workers/http-remove-sessions', 29],
  ['process/console', 23],
  ['browser/demo-app', 22],
  ['workers/http-grants', 20],
  ['workers/http-removal-races', 19],
  ['workers/cron-at-100000', 17],
]);
/** Of each of the others. */
const SHORT = 5;

const WAIT: readonly string[] = ['process', 'browser', 'system'];

const nameOf = ({ moduleId }: TestSpecification): string => /([^/]+\/[^/]+)\.test\.ts$/.exec(moduleId)?.[1] ?? '';
const secondsOf = (file: TestSpecification): number => SECONDS.get(nameOf(file)) ?? SHORT;

export class FileOrder extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const byName = files.toSorted((one, other) => nameOf(one).localeCompare(nameOf(other)));
    const waits = (file: TestSpecification) => WAIT.includes(file.project.name);
    const [waiting, computing] = [byName.filter(waits), byName.filter((file) => !waits(file))];
    return [...spread(waiting), ...spread(computing)]
      .toSorted((one, other) => one.begins - other.begins)
      .map(({ file }) => file);
  }
}

/** When each would begin if they ran one after another, the longest first: from 0 to 1. */
function spread(files: readonly TestSpecification[]): { file: TestSpecification; begins: number }[] {
  const all = files.reduce((sum, file) => sum + secondsOf(file), 0);
  let before = 0;
  return files
    .toSorted((one, other) => secondsOf(other) - secondsOf(one))
    .map((file) => {
      const begins = before / all;
      before += secondsOf(file);
      return { file, begins };
    });
}
