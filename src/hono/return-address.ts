/**
 * Where to go after signing in or out. Guarantees: an address of the request's own origin, absolute, so that no path of it can
 * be read as another host (`/.//host` is a path until it is resolved).
 */

/** The `returnUrl` of a request, absolute; null: there is none; `foreign`: it leads elsewhere. */
export function returnAddressOf(request: Request): string | null | 'foreign' {
  const url = new URL(request.url);
  const given = url.searchParams.get('returnUrl');
  if (given === null) return null;
  if (!given.startsWith('/') || !URL.canParse(given, url.origin)) return 'foreign';
  const address = new URL(given, url.origin);
  return address.origin === url.origin ? address.href : 'foreign';
}
