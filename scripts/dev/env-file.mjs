/**
 * Writes variables as the file that `wrangler dev --env-file` reads. Guarantees: what wrangler reads is what was given,
 * or a refusal. (A file, since arguments show in `ps`; `--env-file` also makes wrangler leave `.dev.vars` alone.)
 *
 * Relies on wrangler's reader: dotenv, whose quotes know no escape, and dotenv-expand, which replaces `$NAME` inside any
 * quotes unless it is written `\$`.
 */

/** @param {Record<string, string>} variables @returns {string} */
export const envFile = (variables) =>
  Object.entries(variables)
    .map(([name, value]) => `${name}=${quote(name, value)}\n`)
    .join('');

/** @param {string} name @param {string} value */
function quote(name, value) {
  const [text, mark] = quotable(value) ?? quotable(plainJson(value)) ?? [];
  if (text === undefined) {
    throw new Error(`${name} cannot be handed to wrangler: it holds ' and \`, or a carriage return, or ends with \\`);
  }
  return `${mark}${text.replaceAll('$', '\\$')}${mark}`;
}

/** Double quotes are left out: dotenv turns `\n` inside them into a line feed. @param {string} value */
function quotable(value) {
  if (value.endsWith('\\') || value.includes('\r')) return undefined;
  const mark = ["'", '`'].find((candidate) => !value.includes(candidate));
  return mark && [value, mark];
}

/** The same JSON without apostrophes and raw line ends, which are escapable there. @param {string} value */
function plainJson(value) {
  try {
    return JSON.stringify(JSON.parse(value)).replaceAll("'", '\\u0027');
  } catch {
    return value;
  }
}
