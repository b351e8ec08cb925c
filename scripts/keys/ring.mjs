/**
 * A key ring as the service would read it. Guarantees: what the service would refuse is refused here, and no message repeats a
 * value.
 */
import { familyOf } from '../dev/configuration.mjs';

/**
 * @param {NodeJS.Dict<string>} variables
 * @param {string} where whose variables these are, for messages
 * @returns {string[]} ids, the one that seals first
 */
export function ringOf(variables, where) {
  /** @type {string[]} */
  const ids = [];
  for (const name of familyOf('TICKET_KEYS')) {
    const text = (variables[name] ?? '').trim();
    if (text === '') continue;
    for (const [position, entry] of listIn(name, text).entries()) {
      const place = `${name}[${position}]`;
      const { id, key } = Object(entry);
      if (typeof id !== 'string' || !/^[A-Za-z0-9_-]{1,32}$/.test(id)) {
        throw new Error(`${place}.id must have 1 to 32 characters of A-Z, a-z, 0-9, _ and -.`);
      }
      if (typeof key !== 'string' || !/^[A-Za-z0-9+/]{43}=$/.test(key)) {
        throw new Error(`${place}.key must be the base64 of 32 bytes.`);
      }
      if (ids.includes(id)) throw new Error(`${place}.id is listed twice.`);
      ids.push(id);
    }
  }
  if (ids.length === 0) throw new Error(`TICKET_KEYS of ${where} is missing or empty: there is no ring to check.`);
  return ids;
}

/** @param {string} name @param {string} text @returns {unknown[]} */
function listIn(name, text) {
  try {
    const list = JSON.parse(text);
    if (Array.isArray(list)) return list;
  } catch {
    // The parser's message quotes the text, which holds keys.
  }
  throw new Error(`${name} must be a JSON list.`);
}
