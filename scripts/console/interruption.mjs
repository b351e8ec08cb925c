/**
 * Ctrl-C. Guarantees: exit code 130, and whoever interrupts is told what is known at that moment: a request that is under way
 * may still happen, because the service does not stop with us.
 */
import { EXIT } from './failure.mjs';
import { say } from './output.mjs';

let known = () => 'Nothing was changed.';

/** @param {() => string} tell what is known from now on */
export const whenInterrupted = (tell) => {
  known = tell;
};

export function listenForInterruption() {
  process.on('SIGINT', () => {
    say(`\nInterrupted. ${known()}`);
    process.exit(EXIT.interrupted);
  });
}
