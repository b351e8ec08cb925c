/**
 * `Content-Type` of a request body. Contract: "Bodies and values".
 * Guarantees: true only for `application/json` (RFC 8259) whose every `charset` is utf-8, by the grammar of RFC 9110, 8.3.
 */
const TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
const MEDIA_TYPE = /^application\/json(?=[ \t;]|$)/i;
const PARAMETER = new RegExp(`[ \\t]*;[ \\t]*(?:(${TOKEN})=(${TOKEN}|"(?:[^"\\\\]|\\\\.)*"))?`, 'y');

export function isJson(contentType: string | null): boolean {
  const type = MEDIA_TYPE.exec(contentType?.trim() ?? '');
  if (type === null) return false;
  let end = type[0].length;
  while (end < type.input.length) {
    PARAMETER.lastIndex = end;
    const parameter = PARAMETER.exec(type.input);
    if (parameter === null) return false;
    const [whole, name, value] = parameter;
    if (name?.toLowerCase() === 'charset' && !/^"?utf-8"?$/i.test(value ?? '')) return false;
    end += whole.length;
  }
  return true;
}
