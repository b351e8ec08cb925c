/** What a command is, and the page that says how it is used. */
import { EXIT_CODES } from './failure.mjs';
import { EVERYWHERE } from './given.mjs';

/**
 * @typedef {object} Command
 * @property {string} name
 * @property {string} [id] what is no option, in words
 * @property {string} summary
 * @property {import('./given.mjs').Options} options
 * @property {string} [more]
 * @property {(given: import('./given.mjs').Given, service: import('./asked.mjs').Asked) =>
 *   Promise<import('./failure.mjs').ExitCode>} run
 */

const PROGRAM = 'edge-sessions';

/** @param {readonly (readonly [left: string, right: string])[]} rows */
function aligned(rows) {
  const width = Math.max(...rows.map(([left]) => left.length));
  return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`).join('\n');
}

/** @param {import('./given.mjs').Options} options */
const optionLines = (options) =>
  aligned(
    Object.entries(options).map(([name, { value, many, says }]) => [
      `--${name}${value === undefined ? '' : ` <${value}>`}${many ? ' …' : ''}`,
      says,
    ]),
  );

/** @param {Command} command */
export const helpOn = ({ name, id, summary, options, more }) =>
  [
    `${PROGRAM} ${name}${id === undefined ? '' : ` ${id}`} [options]: ${summary}`,
    ...(Object.keys(options).length > 0 ? [optionLines(options)] : []),
    `Everywhere:\n${optionLines(EVERYWHERE)}`,
    ...(more === undefined ? [] : [more]),
    EXIT_CODES,
  ].join('\n\n');

/** @param {readonly Command[]} commands */
export const helpOnAll = (commands) =>
  [
    `${PROGRAM} <command> [options]: who is signed in, and end it`,
    aligned(commands.map(({ name, id, summary }) => [`${name}${id === undefined ? '' : ` ${id}`}`, summary])),
    `Everywhere:\n${optionLines(EVERYWHERE)}`,
    `${PROGRAM} <command> --help says more. The API token comes from a file or TOKEN, never from an argument.`,
    EXIT_CODES,
  ].join('\n\n');
