/**
 * A list of texts as bytes and back: each as its length (32 bits, big-endian) and its UTF-8. Guarantees: different
 * lists have different bytes, so that a list can be authenticated as it stands; no text grows by being escaped.
 *
 * Relies on: well-formed strings (lone surrogates are refused at the door).
 */
const LENGTH_BYTES = 4;
const encoder = new TextEncoder();

export function packTexts(texts: readonly string[]): Uint8Array {
  const encoded = texts.map((text) => encoder.encode(text));
  const packed = new Uint8Array(encoded.reduce((size, bytes) => size + LENGTH_BYTES + bytes.length, 0));
  const view = new DataView(packed.buffer);
  let offset = 0;
  for (const bytes of encoded) {
    view.setUint32(offset, bytes.length);
    packed.set(bytes, offset + LENGTH_BYTES);
    offset += LENGTH_BYTES + bytes.length;
  }
  return packed;
}

/** The texts that `packTexts` was given; `malformed` for bytes that it did not make. Never throws. */
export function unpackTexts(packed: Uint8Array): readonly string[] | 'malformed' {
  const view = new DataView(packed.buffer, packed.byteOffset, packed.byteLength);
  // A byte order mark at the start of a text belongs to the text.
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  const texts: string[] = [];
  let offset = 0;
  while (offset < packed.length) {
    if (offset + LENGTH_BYTES > packed.length) return 'malformed';
    const start = offset + LENGTH_BYTES;
    const end = start + view.getUint32(offset);
    if (end > packed.length) return 'malformed';
    try {
      texts.push(decoder.decode(packed.subarray(start, end)));
    } catch {
      return 'malformed';
    }
    offset = end;
  }
  return texts;
}
