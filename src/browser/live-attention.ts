/**
 * What needs attention. Guarantees: nothing moves. What is shown stays where it is, with its words and numbers as they are now, and
 * is struck through when it is over; what arises comes into the room that is kept for it, as far as it has room.
 */
import { putInPlace, rendered } from './in-place.ts';
import { markChanged } from './mark-changed.ts';

export interface Arising {
  /** As the server renders them, the worst first. */
  readonly concerns: readonly { readonly about: string; readonly html: string }[];
  /** Whether what is not among them is over. */
  readonly areAll: boolean;
}

/** Whether all is shown. */
export function showAttention({ concerns, areAll }: Arising, page: Document): boolean {
  const items = [...page.querySelectorAll<HTMLElement>('#attention li')];
  const shown = new Map(items.map((item) => [item.getAttribute('data-about') ?? '', item]));
  const now = new Set(concerns.map(({ about }) => about));
  if (areAll) for (const [about, item] of shown) if (!now.has(about)) strike(item);
  const done = concerns.map(({ about, html }) => {
    const item = shown.get(about);
    return item === undefined ? arise(html, page) : update(item, html);
  });
  return done.every(Boolean);
}

function update(item: HTMLElement, html: string): boolean {
  const before = item.textContent;
  const done = putInPlace(item, html);
  if (item.textContent !== before) markChanged(item);
  return done;
}

/** Strikes through, for those who see, and says it for those who listen. */
function strike(item: HTMLElement): void {
  if (item.classList.contains('over')) return;
  item.classList.add('over');
  const word = document.createElement('span');
  word.className = 'hidden';
  word.textContent = ' This is over.';
  item.append(word);
}

function arise(html: string, page: Document): boolean {
  const room = page.querySelector<HTMLElement>('#attention > .arising');
  if (room === null) return false;
  const nothing = room.querySelector('p');
  const item = rendered(html);
  const before = room.offsetHeight;
  nothing?.remove();
  room.querySelector('ul')?.append(item);
  if (room.offsetHeight === before) return true;
  item.remove();
  if (nothing !== null) room.prepend(nothing);
  return false;
}
