/** What an id may be that stands in a path. Contract: "Bodies and values". */

/** 1 to `max` code points, well-formed, no control characters, not white space only. */
export const isName = (text: string, max: number): boolean =>
  text.trim() !== '' &&
  text.length <= 2 * max &&
  [...text].length <= max &&
  text.isWellFormed() &&
  !/\p{Cc}/u.test(text);
