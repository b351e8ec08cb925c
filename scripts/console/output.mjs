/**
 * What a command writes. Guarantees: standard output has the result and nothing else, standard error all that is said beside
 * it; colours only on a terminal, and not where NO_COLOR says so; a reader that goes away early (`| head -1`) ends the
 * command quietly.
 */
import { styleText } from 'node:util';
import { fitted, shown, shownJson, widthOf } from './cell-text.mjs';

// Nobody hears what is said beside the result: no reason to stop in the middle of it.
process.stderr.on('error', () => {});
process.stdout.on('error', (/** @type {NodeJS.ErrnoException} */ error) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit(process.exitCode ?? 0);
});

const hasColours = Boolean(process.stdout.isTTY) && !process.env.NO_COLOR && process.env.TERM !== 'dumb';

/** @param {'bold' | 'red' | 'dim'} style @param {string} text */
export const styled = (style, text) => (hasColours ? styleText(style, text) : text);

/** Columns of the terminal; undefined where there is none. */
export const terminalWidth = () => process.stdout.columns;

/** @param {string} line safe to show */
export const print = (line) => process.stdout.write(`${line}\n`);

/** @param {string} line of the service's or the caller's words, too */
export const say = (line) => process.stderr.write(`${line.split('\n').map(shown).join('\n')}\n`);

/** The one document. @param {unknown} value */
export const printJson = (value) => print(shownJson(JSON.stringify(value, null, 2)));

/** One line of many. @param {unknown} value */
export const printJsonLine = (value) => print(shownJson(JSON.stringify(value)));

/**
 * Labels and values, one a line.
 * @param {readonly (readonly [label: string, value: string])[]} facts
 */
export function printFacts(facts) {
  const width = Math.max(...facts.map(([label]) => widthOf(shown(label))));
  for (const [label, value] of facts)
    print(`${styled('bold', fitted(shown(label), width))}  ${shown(value)}`.trimEnd());
}

/** @param {string | null} time RFC 3339 @param {string} [absent] */
export const utc = (time, absent = '') => (time === null ? absent : `${time.slice(0, 19).replace('T', ' ')} UTC`);

/** To the minute; its column says UTC. @param {string | null} time */
export const minute = (time) => (time === null ? 'never' : time.slice(0, 16).replace('T', ' '));

/** @param {number} count @param {string} noun @param {string} [plural] */
export const counted = (count, noun, plural = `${noun}s`) => `${count} ${count === 1 ? noun : plural}`;
