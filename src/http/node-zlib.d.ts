/** What the service uses of the runtime's `node:zlib`: the types of the platform leave Node's modules out. */
declare module 'node:zlib' {
  export function brotliDecompressSync(packed: Uint8Array): Uint8Array;
}
