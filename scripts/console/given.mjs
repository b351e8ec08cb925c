/**
 * What a command was given. Guarantees: an option that it does not know, one given twice that is one, or an empty value, is a
 * misuse: with a shell variable that is not set, `--subject "$s" --session S1` would mean more people than it says.
 */
import { parseArgs } from 'node:util';
import { misused } from './failure.mjs';

/**
 * @typedef {object} Option
 * @property {string} says
 * @property {string} [value] what it takes, in words; without, it is a switch
 * @property {true} [many] may be given more than once
 */

/** @typedef {Readonly<Record<string, Option>>} Options */

/** @type {Options} */
export const EVERYWHERE = {
  json: { says: 'JSON on standard output, and nothing else there' },
  url: { value: 'address', says: 'of the service; else BASE_URL, else http://localhost:8787' },
  'token-file': { value: 'file', says: 'that has the API token; else TOKEN, else .dev-token of the project' },
  help: { says: 'this page' },
};

export class Given {
  /** @type {Map<string, string[]>} */
  #texts = new Map();
  /** @type {Set<string>} */
  #switches = new Set();
  /** @type {readonly string[]} */
  #named;

  /** @param {readonly string[]} args @param {Options} options @param {readonly string[]} [names] of what is no option */
  constructor(args, options, names = []) {
    this.args = args;
    const known = { ...EVERYWHERE, ...options };
    const { values, positionals } = parsed(args, known);
    for (const [name, value] of Object.entries(values)) {
      if (!Array.isArray(value)) this.#switches.add(name);
      else this.#texts.set(name, one(name, value.map(String), known[name]?.many));
    }
    if (positionals.length > names.length)
      throw misused(names.length === 0 ? 'Everything is given by options here.' : `One ${names.join(' ')} at a time.`);
    if (positionals.some((text) => text.trim() === '')) throw misused('An empty argument.');
    this.#named = positionals;
  }

  /** @param {string} name */
  is(name) {
    return this.#switches.has(name);
  }

  /** @param {string} name */
  text(name) {
    return this.#texts.get(name)?.[0];
  }

  /** @param {string} name */
  texts(name) {
    return this.#texts.get(name);
  }

  /** What is no option. */
  get id() {
    return this.#named[0];
  }

  /** @param {string} name @returns {number | undefined} */
  count(name) {
    const text = this.text(name);
    if (text === undefined) return undefined;
    if (!/^[1-9]\d{0,6}$/.test(text)) throw misused(`--${name} takes a whole number from 1.`);
    return Number(text);
  }

  /** At most one of them. @param {readonly string[]} names */
  oneOf(...names) {
    const [first, second] = names.filter((name) => this.is(name) || this.#texts.has(name));
    if (second !== undefined) throw misused(`--${first} and --${second} exclude each other.`);
    return first;
  }
}

/** A public id, or a delivery's: each 64th begins as an option does. No option is as long. */
const DASHED_ID = /^-[\w-]{42,}$/;

/** The same arguments, with such ids where they cannot be taken for options. @param {readonly string[]} args @param {Options} options */
function unambiguous(args, options) {
  /** @type {string[]} */
  const plain = [];
  /** @type {string[]} */
  const ids = [];
  for (const arg of args) {
    const before = plain.at(-1) ?? '';
    if (!DASHED_ID.test(arg)) plain.push(arg);
    else if (options[before.slice(2)]?.value !== undefined) plain.push(`${plain.pop()}=${arg}`);
    else ids.push(arg);
  }
  return ids.length === 0 || plain.includes('--') ? [...plain, ...ids] : [...plain, '--', ...ids];
}

/** @param {readonly string[]} args @param {Options} options */
function parsed(args, options) {
  try {
    return parseArgs({
      args: unambiguous(args, options),
      allowPositionals: true,
      options: Object.fromEntries(
        Object.entries(options).map(([name, { value }]) => [
          name,
          value !== undefined
            ? { type: 'string', multiple: true }
            : { type: 'boolean', ...(name === 'help' ? { short: 'h' } : {}) },
        ]),
      ),
    });
  } catch (error) {
    const { code, message } = /** @type {NodeJS.ErrnoException} */ (error);
    if (!code?.startsWith('ERR_PARSE_ARGS')) throw error;
    // What follows is how to give a value that looks like an option.
    throw misused(message.split('. ')[0] ?? message);
  }
}

/** @param {string} name @param {string[]} values @param {true | undefined} many */
function one(name, values, many) {
  if (values.some((value) => value.trim() === '')) throw misused(`--${name} is empty.`);
  if (values.length > 1 && !many) throw misused(`--${name} is given more than once.`);
  return values;
}
