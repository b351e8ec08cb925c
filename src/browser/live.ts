/**
 * A page that follows what goes on while it is looked at. Guarantees: nothing of the page moves; what it does not show yet, or that
 * it follows no more, stands in the one place that is kept for it. The service ends a stream now and then, and the browser
 * connects again by itself.
 */
import { showOverview } from './live-overview.ts';
import { showSessions } from './live-sessions.ts';

/** What has not been shown: in words, behind a link to the page as it is now. Null: all is shown; undefined: as before. */
export type Unshown = string | null | undefined;

const VIEWS: Readonly<Record<string, (seen: never, page: Document) => Unshown>> = {
  overview: showOverview,
  sessions: showSessions,
};

export function goLive(page: Document): void {
  const { live: address } = page.body.dataset;
  const place = page.getElementById('live');
  if (address === undefined || place === null) return;
  const show = VIEWS[new URL(address, page.baseURI).searchParams.get('view') ?? ''];
  if (show === undefined) return;
  let source: EventSource | null = null;
  const close = () => {
    source?.close();
    source = null;
  };
  const open = () => {
    if (source !== null || page.hidden) return;
    source = new EventSource(address);
    source.addEventListener('open', () => {
      if (place.textContent === '') tell(place, 'Live');
    });
    source.addEventListener('message', ({ data }) => {
      const unshown = show(JSON.parse(data) as never, page);
      if (unshown === null) tell(place, 'Live');
      else if (unshown !== undefined) tell(place, unshown, 'Show');
    });
    source.addEventListener('over', over);
    source.addEventListener('error', () => {
      if (source?.readyState === EventSource.CLOSED) over();
    });
  };
  const follow = () => (page.hidden ? close() : open());
  const over = () => {
    close();
    page.removeEventListener('visibilitychange', follow);
    tell(place, 'This page is not live any more.', 'Load it again');
  };
  page.addEventListener('visibilitychange', follow);
  open();
}

/** The same words again are not told again to those who listen. */
function tell(place: HTMLElement, words: string, link?: string): void {
  const whole = link === undefined ? words : `${words} ${link}`;
  if (place.textContent === whole) return;
  if (link === undefined) {
    place.replaceChildren(words);
    return;
  }
  const again = document.createElement('a');
  again.href = location.href;
  again.textContent = link;
  place.replaceChildren(`${words} `, again);
}
