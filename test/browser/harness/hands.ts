/**
 * How somebody works on a page. Guarantees: the same task can be done with a mouse and by keyboard alone; by keyboard nothing is
 * clicked, filled or focused by the test: keys are pressed, and what has the focus has to show it at every stop.
 */
import type { Locator, Page } from 'playwright-core';

export interface Hands {
  /** A link, a button, a summary. */
  press(target: Locator): Promise<void>;
  /** In place of what a field holds. */
  write(field: Locator, text: string): Promise<void>;
}

export const mouse: Hands = {
  press: (target) => target.click(),
  write: (field, text) => field.fill(text),
};

/** More than any page of the console has. */
const MOST_STOPS = 250;

export const keyboard: Hands = {
  async press(target) {
    await reach(target);
    await target.page().keyboard.press('Enter');
  },
  async write(field, text) {
    await reach(field);
    const keys = field.page().keyboard;
    await keys.press('ControlOrMeta+A');
    await keys.press('Delete');
    await keys.type(text);
  },
};

async function reach(target: Locator): Promise<void> {
  const page = target.page();
  await target.waitFor();
  for (let stop = 0; stop < MOST_STOPS; stop += 1) {
    // Before its style sheet is there a page is not painted, and nobody presses a key on it.
    await page.waitForLoadState();
    if (await target.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press('Tab');
    await page.waitForLoadState();
    const hidden = await hiddenFocus(page);
    if (hidden !== null) throw new Error(`The focus does not show on ${hidden}`);
  }
  throw new Error(`The keyboard does not lead to ${target}`);
}

/** What has the focus without showing it; null: it shows, or the page is left and begun anew. */
const hiddenFocus = (page: Page): Promise<string | null> =>
  page.evaluate(() => {
    const element = document.activeElement;
    if (element === null || element === document.body) return null;
    const { outlineStyle, outlineWidth, outlineColor } = getComputedStyle(element);
    const { width, height, top, bottom, left, right } = element.getBoundingClientRect();
    const isSeen = top >= 0 && left >= 0 && bottom <= innerHeight + 1 && right <= innerWidth + 1;
    const isOutlined = outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2 && !/, 0\)$/.test(outlineColor);
    const isLarge = width >= 8 && height >= 8;
    return isSeen && isOutlined && isLarge
      ? null
      : `${element.outerHTML.slice(0, 200)} (${outlineStyle} ${outlineWidth})`;
  });
