/**
 * Text of others on a terminal. Guarantees: what steers a terminal, reorders a line or cannot be seen is shown as `\u{…}`, so
 * that a display name can neither move the cursor nor pass for another name; widths are columns of a terminal.
 */

/** Controls, format characters and lone surrogates. The joiners stay: Persian and emoji are written with them. */
const UNSAFE = /(?![\u200c\u200d])[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

/** @param {string} text @param {(codePoint: number) => string} inWords for what must not be shown as it is */
export const escaped = (text, inWords) =>
  text.replace(UNSAFE, (character) => inWords(/** @type {number} */ (character.codePointAt(0))));

/** @param {string} text */
export const shown = (text) => escaped(text, (codePoint) => `\\u{${codePoint.toString(16)}}`);

/** @param {string} unit */
const inJson = (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;

/** A JSON text that means the same, and is safe on a terminal too. Its own line breaks stay. @param {string} json */
export const shownJson = (json) =>
  json
    .split('\n')
    .map((line) => escaped(line, (codePoint) => String.fromCodePoint(codePoint).split('').map(inJson).join('')))
    .join('\n');

const GRAPHEMES = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** East Asian wide and full-width forms, and what is drawn as a picture. */
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{20000}-\u{3fffd}]|\ufe0f|\p{Emoji_Presentation}/u;
const MARKS = /^\p{M}+$/u;

/** @param {string} grapheme */
const columnsOf = (grapheme) => (MARKS.test(grapheme) ? 0 : WIDE.test(grapheme) ? 2 : 1);

/** @param {string} text */
export function widthOf(text) {
  let width = 0;
  for (const { segment } of GRAPHEMES.segment(text)) width += columnsOf(segment);
  return width;
}

/**
 * Exactly `width` columns: filled up with spaces, or cut, which an ellipsis tells.
 * @param {string} text @param {number} width
 */
export function fitted(text, width) {
  const whole = widthOf(text);
  if (whole <= width) return text + ' '.repeat(width - whole);
  let kept = '';
  let used = 0;
  for (const { segment } of GRAPHEMES.segment(text)) {
    const columns = columnsOf(segment);
    if (used + columns > width - 1) break;
    kept += segment;
    used += columns;
  }
  return `${kept}…${' '.repeat(width - 1 - used)}`;
}
