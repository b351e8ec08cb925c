/**
 * `Content-Encoding: gzip` (RFC 9110, 8.4.1.3) of a request body: JSON may take six times the room of the ticket in it, more
 * than a body may have. Guarantees: no more is unpacked than `most` bytes and a chunk, whatever a body claims to hold. Any other
 * coding is as if it were not named: what it made of the body is no JSON.
 */

export const isGzip = (coding: string | null): boolean => coding?.trim().toLowerCase() === 'gzip';

export async function gunzip(
  bytes: Uint8Array<ArrayBuffer>,
  most: number,
): Promise<Uint8Array | 'too-large' | 'broken'> {
  const unpacked = new Uint8Array(most);
  const reader = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip')).getReader();
  let size = 0;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return unpacked.slice(0, size);
      if (size + value.length > most) break;
      unpacked.set(value, size);
      size += value.length;
    }
  } catch {
    return 'broken';
  }
  await reader.cancel().catch(() => undefined);
  return 'too-large';
}
