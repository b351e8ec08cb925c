/** Text of a row in a list: a name may have 200 characters, a session 100 clients, and a list stays one that can be read. */
const MOST_CHARACTERS = 80;
const MOST_ENTRIES = 4;

/** By characters (graphemes), so that no emoji is cut in two. */
export function clipped(text: string): string {
  if (text.length <= MOST_CHARACTERS) return text;
  const characters = new Intl.Segmenter()
    .segment(text)
    [Symbol.iterator]()
    .take(MOST_CHARACTERS + 1);
  const shown = [...characters].map(({ segment }) => segment);
  return shown.length <= MOST_CHARACTERS ? text : `${shown.slice(0, -1).join('')}…`;
}

/** The first ones, and how many more there are. */
export function clippedList(texts: readonly string[]): string {
  const shown = texts.slice(0, MOST_ENTRIES).map(clipped).join(', ');
  return texts.length <= MOST_ENTRIES ? shown : `${shown} and ${texts.length - MOST_ENTRIES} more`;
}
