/** What others have written, on an operator's terminal: harmless, and in its place. */
import { describe, expect, it } from 'vitest';
import { fitted, shown, shownJson, widthOf } from '../../scripts/console/cell-text.mjs';
import { Table } from '../../scripts/console/table.mjs';

describe('text of others', () => {
  it.each([
    ['an escape sequence', '\u001b[2J\u001b]0;owned\u0007', '\\u{1b}[2J\\u{1b}]0;owned\\u{7}'],
    ['its one-character form', '\u009b31mred', '\\u{9b}31mred'],
    ['a new line, a return, a tab', 'a\nb\rc\td', 'a\\u{a}b\\u{d}c\\u{9}d'],
    ['backspaces', 'root\b\b\b\bbob', 'root\\u{8}\\u{8}\\u{8}\\u{8}bob'],
    ['an override', '\u202ecod.exe', '\\u{202e}cod.exe'],
    ['an isolate', '\u2067a\u2069', '\\u{2067}a\\u{2069}'],
    ['marks of direction', 'a\u200e\u200f\u061cb', 'a\\u{200e}\\u{200f}\\u{61c}b'],
    ['what cannot be seen', 'ad\u200bmin\ufeff\u00ad', 'ad\\u{200b}min\\u{feff}\\u{ad}'],
    ['line separators', 'a\u2028b\u2029c', 'a\\u{2028}b\\u{2029}c'],
    ['half a character', 'a\ud800b', 'a\\u{d800}b'],
    ['tags', 'a\u{e0041}', 'a\\u{e0041}'],
    [
      'what is only unusual',
      'می\u200cخواهم 👩\u200d🚀 李雷 Ω \\u "><script>',
      'می\u200cخواهم 👩\u200d🚀 李雷 Ω \\u "><script>',
    ],
  ])('%s', (_, text, safe) => {
    expect(shown(text)).toBe(safe);
  });

  it('is the same in JSON, and safe there', () => {
    const value = { name: '\u001b[2J\u009b31m\u007f\u202e\ud800\u{e0041}\n', list: ['ö', '👩\u200d🚀'] };
    for (const indent of [undefined, 2]) {
      const json = shownJson(JSON.stringify(value, null, indent));
      expect(JSON.parse(json)).toEqual(value);
      expect(json).not.toMatch(/(?![\n\u200d])[\p{Cc}\p{Cf}\p{Cs}]/u);
    }
  });
});

describe('widths', () => {
  it.each([
    ['abc', 3],
    ['Žaneta', 6],
    ['Z\u030caneta', 6],
    ['李雷', 4],
    ['한국', 4],
    ['👩\u200d🚀', 2],
    ['❤\ufe0f', 2],
    ['سعيد', 4],
    ['', 0],
  ])('%s takes %i columns', (text, width) => {
    expect(widthOf(text)).toBe(width);
  });

  it('are met, whatever is cut', () => {
    for (const text of [
      '',
      'a',
      'abcdef',
      '李雷李雷李雷',
      '👩\u200d🚀👩\u200d🚀👩\u200d🚀',
      'Z\u030cZ\u030cZ\u030cZ\u030cZ\u030c',
    ])
      for (const width of [1, 2, 3, 4, 5, 12])
        expect([text, width, widthOf(fitted(text, width))]).toEqual([text, width, width]);
  });
});

describe('a table', () => {
  const COLUMNS = [
    { title: 'ID', of: ({ id }: { id: string }) => id, whole: true as const },
    { title: 'NAME', of: ({ name }: { name: string }) => name },
    { title: 'DEVICE', of: ({ device }: { device: string }) => device, goes: 1 },
    { title: 'SESSION', of: ({ session }: { session: string }) => session, goes: 2 },
  ];
  const ROW = { id: 'i'.repeat(43), name: '李'.repeat(40), device: 'Firefox on Windows', session: 'S'.repeat(32) };

  it.each([60, 80, 90, 100, 120, 200])('fits a terminal of %i columns, with whole ids', (width) => {
    const { header, rows } = new Table(COLUMNS, width).page([ROW, { ...ROW, name: 'Bob' }]);
    for (const line of [header ?? '', ...rows]) expect(widthOf(line)).toBeLessThanOrEqual(width);
    for (const line of rows) expect(line).toContain(ROW.id);
  });

  it('leaves out what matters least first', () => {
    const titles = (width: number) => new Table(COLUMNS, width).page([ROW]).header?.split(/ +/);
    expect(titles(60)).toEqual(['ID', 'NAME']);
    expect(titles(80)).toEqual(['ID', 'NAME', 'DEVICE']);
    expect(titles(90)).toEqual(['ID', 'NAME', 'DEVICE', 'SESSION']);
  });

  it('cuts nothing where there is no terminal, on later pages neither, and has one header', () => {
    const table = new Table(COLUMNS, undefined);
    expect(table.page([{ ...ROW, name: 'Bob' }]).header).toMatch(/^ID +NAME +DEVICE +SESSION$/);
    const { header, rows } = table.page([ROW]);
    expect([header, rows[0]]).toEqual([null, `${ROW.id}  ${ROW.name}  ${ROW.device}  ${ROW.session}`]);
  });

  it('shows a hostile name as text, in its column', () => {
    const { rows } = new Table(COLUMNS, 120).page([{ ...ROW, name: '\u001b[2J\u202e' }]);
    expect(rows[0]).toContain('\\u{1b}[2J\\u{202e}  Firefox on Windows');
  });
});
