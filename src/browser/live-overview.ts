/** The overview: what needs attention, the numbers and the chart, each in its place. */
import { putInPlace } from './in-place.ts';
import type { Unshown } from './live.ts';
import { type Arising, showAttention } from './live-attention.ts';
import { markChanged } from './mark-changed.ts';

interface Overview extends Arising {
  /** By name, as they are written; null: not known at the moment. */
  readonly numbers: Readonly<Record<string, string>> | null;
  /** As the server renders it; absent: not asked this time. */
  readonly chart?: string;
}

export function showOverview({ numbers, chart, ...arising }: Overview, page: Document): Unshown {
  if (numbers !== null) showNumbers(numbers, page);
  const place = page.getElementById('chart');
  if (place !== null && chart !== undefined) place.toggleAttribute('data-behind', !putInPlace(place, chart));
  if (!showAttention(arising, page)) return 'What needs attention has changed.';
  return place?.hasAttribute('data-behind') ? 'The chart has changed.' : null;
}

function showNumbers(numbers: Readonly<Record<string, string>>, page: Document): void {
  for (const place of page.querySelectorAll<HTMLElement>('[data-number]')) {
    const { number = '' } = place.dataset;
    const text = numbers[number] ?? '0';
    if (place.textContent !== text) {
      place.textContent = text;
      markChanged(place);
    }
  }
}
