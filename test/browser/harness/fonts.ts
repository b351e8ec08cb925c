/**
 * The fonts that a test browser sees: those of the installed @fontsource packages and no others, so that a page looks the same on every
 * machine. Guarantees: Latin, Greek, Cyrillic, Hebrew, Arabic, Chinese (simplified) and emoji have glyphs. Relies on Chromium taking
 * system fonts as plain sfnt only: handed a .woff or .woff2 by fontconfig, it draws nothing at all. So they are unwrapped first.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { inflateSync } from 'node:zlib';

const require = createRequire(import.meta.url);

const weights = (packageName: string, ...subsets: readonly string[]): readonly string[] =>
  subsets.flatMap((subset) => [400, 700].map((weight) => `${packageName}/files/${packageName}-${subset}-${weight}`));

const FONTS = [
  ...weights('noto-sans', 'latin', 'latin-ext', 'greek', 'cyrillic'),
  ...weights('noto-sans-arabic', 'arabic'),
  ...weights('noto-sans-hebrew', 'hebrew'),
  ...weights('noto-sans-sc', 'chinese-simplified'),
  'noto-color-emoji/files/noto-color-emoji-emoji-400',
].map((path) => `@fontsource/${path}-normal.woff`);

/** Families that pages ask for by a general name. */
const ALIASES = ['sans-serif', 'serif', 'monospace', 'system-ui']
  .map((name) => `<alias><family>${name}</family><prefer><family>Noto Sans</family></prefer></alias>`)
  .join('');

const CONFIGURATION =
  '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>' +
  `<dir prefix="relative">.</dir><cachedir prefix="xdg">fonts</cachedir>${ALIASES}</fontconfig>`;

/** Unpacks the fonts below a folder, once. @returns the configuration file for fontconfig (`FONTCONFIG_FILE`) */
export function fontConfiguration(folder: string): string {
  const packed = FONTS.map((font) => ({ font, woff: readFileSync(require.resolve(font)) }));
  const content = createHash('sha256').update(CONFIGURATION);
  for (const { font, woff } of packed) content.update(font).update(woff);
  const fonts = join(folder, `fonts-${content.digest('hex').slice(0, 16)}`);
  if (!existsSync(fonts)) {
    mkdirSync(folder, { recursive: true });
    // Under its name only when complete: a run that was killed leaves no half of it.
    const unpacking = mkdtempSync(join(folder, 'unpacking-'));
    for (const { font, woff } of packed) writeFileSync(join(unpacking, `${basename(font, '.woff')}.ttf`), sfntOf(woff));
    writeFileSync(join(unpacking, 'fonts.conf'), CONFIGURATION);
    becomes(unpacking, fonts);
  }
  return join(fonts, 'fonts.conf');
}

/** Renames a complete folder; another run may have been faster with the same content. */
export function becomes(complete: string, folder: string): void {
  mkdirSync(dirname(folder), { recursive: true });
  try {
    renameSync(complete, folder);
  } catch (fault) {
    if (!existsSync(folder)) throw fault;
    rmSync(complete, { recursive: true });
  }
}

const HEADER = 12;
const ENTRY = 16;
const aligned = (length: number): number => (length + 3) & ~3;

/** The font within a WOFF file (W3C WOFF 1.0 sections 3 to 5): its tables, unpacked, behind a table directory. */
function sfntOf(woff: Buffer): Buffer {
  const count = woff.readUInt16BE(12);
  const tables = Array.from({ length: count }, (_, i) => {
    const entry = 44 + 20 * i;
    const [offset = 0, packed = 0, length = 0] = [4, 8, 12].map((at) => woff.readUInt32BE(entry + at));
    const bytes = woff.subarray(offset, offset + packed);
    const tag = woff.subarray(entry, entry + 4);
    return { tag, checksum: woff.readUInt32BE(entry + 16), bytes: packed < length ? inflateSync(bytes) : bytes };
  });
  const largest = 2 ** Math.floor(Math.log2(count));
  const directory = Buffer.alloc(HEADER + ENTRY * count);
  directory.writeUInt32BE(woff.readUInt32BE(4), 0);
  directory.writeUInt16BE(count, 4);
  directory.writeUInt16BE(largest * ENTRY, 6);
  directory.writeUInt16BE(Math.log2(largest), 8);
  directory.writeUInt16BE((count - largest) * ENTRY, 10);
  const parts: Buffer[] = [directory];
  let offset = directory.length;
  for (const [i, { tag, checksum, bytes }] of tables.entries()) {
    const entry = HEADER + ENTRY * i;
    tag.copy(directory, entry);
    directory.writeUInt32BE(checksum, entry + 4);
    directory.writeUInt32BE(offset, entry + 8);
    directory.writeUInt32BE(bytes.length, entry + 12);
    parts.push(bytes, Buffer.alloc(aligned(bytes.length) - bytes.length));
    offset += aligned(bytes.length);
  }
  return Buffer.concat(parts);
}
