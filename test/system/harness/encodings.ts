/** The ways in which a text may lie in a file: what a search at rest looks for. */
export interface Needle {
  readonly encoding: string;
  readonly bytes: Buffer;
}

const utf16be = (text: string): Buffer => Buffer.from(text, 'utf16le').swap16();
const percent = (text: string, upper: boolean): string => {
  const hex = Buffer.from(text).toString('hex').replaceAll(/../g, '%$&');
  return upper ? hex.toUpperCase() : hex;
};

/** Each encoding of a whole text, as somebody would write it. */
export const ENCODERS: Readonly<Record<string, (text: string) => Buffer>> = {
  plain: (text) => Buffer.from(text),
  'base64 at 0': (text) => Buffer.from(base64('', text)),
  'base64 at 1': (text) => Buffer.from(base64('-', text)),
  'base64 at 2': (text) => Buffer.from(base64('--', text)),
  'base64url at 0': (text) => Buffer.from(urlSafe(base64('', text))),
  'base64url at 1': (text) => Buffer.from(urlSafe(base64('-', text))),
  'base64url at 2': (text) => Buffer.from(urlSafe(base64('--', text))),
  'hex, lower case': (text) => Buffer.from(Buffer.from(text).toString('hex')),
  'hex, upper case': (text) => Buffer.from(Buffer.from(text).toString('hex').toUpperCase()),
  'percent, lower case': (text) => Buffer.from(percent(text, false)),
  'percent, upper case': (text) => Buffer.from(percent(text, true)),
  'percent, where needed': (text) => Buffer.from(encodeURIComponent(text)),
  'UTF-16LE': (text) => Buffer.from(text, 'utf16le'),
  'UTF-16BE': utf16be,
  'JSON, escaped': (text) =>
    Buffer.from([...text].map((c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`).join('')),
};

/** What of each encoding must be there wherever the text stands, whatever stands around it. */
export const needlesOf = (text: string): readonly Needle[] =>
  Object.entries(ENCODERS).map(([encoding, encode]) => ({ encoding, bytes: encode(text) }));

/** Base64 of a text after a prefix, without the characters that its neighbours take part in. */
function base64(prefix: string, text: string): string {
  const start = Math.ceil((prefix.length * 4) / 3);
  const end = Math.floor(((prefix.length + Buffer.byteLength(text)) * 4) / 3);
  return Buffer.from(prefix + text)
    .toString('base64')
    .slice(start, end);
}

const urlSafe = (text: string): string => text.replaceAll('+', '-').replaceAll('/', '_');
