/** The numbers of the overview, each in its place. */
import type { Unshown } from './live.ts';

interface Overview {
  /** By name, as they are written. */
  readonly numbers: Readonly<Record<string, string>>;
  /** Changes when something else needs attention. */
  readonly attention: string;
}

export function showOverview({ numbers, attention }: Overview, page: Document): Unshown {
  for (const place of page.querySelectorAll<HTMLElement>('[data-number]')) {
    const { number = '' } = place.dataset;
    const text = numbers[number] ?? '0';
    if (place.textContent !== text) {
      place.textContent = text;
      markChanged(place);
    }
  }
  const { version } = page.getElementById('attention')?.dataset ?? {};
  return version === attention ? null : 'What needs attention has changed.';
}

/** For a moment, also where it has just been marked. */
export function markChanged(place: Element): void {
  place.classList.remove('changed');
  requestAnimationFrame(() => place.classList.add('changed'));
}
