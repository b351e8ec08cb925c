/**
 * Whether a request comes from a page of this origin: the CSRF protection of the session endpoints. By what a browser says
 * and no page can change: `Sec-Fetch-Site` (all browsers since 2023), else `Origin`. So a plain form works as `fetch` does,
 * and another host of the same site, which `SameSite` lets through, is refused.
 */

/** For a request that changes something: one that says neither is refused. */
export function isFromOwnOrigin(request: Request): boolean {
  return saidOrigin(request) === 'own';
}

/** For a read: whoever says nothing of where it comes from is no browser that another site could use. */
export function mayRead(request: Request): boolean {
  return saidOrigin(request) !== 'foreign';
}

function saidOrigin({ url, headers }: Request): 'own' | 'foreign' | 'unsaid' {
  const site = headers.get('Sec-Fetch-Site');
  // `none`: typed, or a bookmark.
  if (site !== null) return site === 'same-origin' || site === 'none' ? 'own' : 'foreign';
  const origin = headers.get('Origin');
  if (origin === null) return 'unsaid';
  return origin === new URL(url).origin ? 'own' : 'foreign';
}
