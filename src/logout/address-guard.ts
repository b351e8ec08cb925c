/**
 * Which addresses a logout token may be sent to (OpenID Connect Back-Channel Logout 1.0 section 2.2; contract, "Clients").
 * Pure. Guarantees: what passes is https to a public host, judged by what the URL parser that `fetch` uses makes of the
 * text, so that no spelling of an address is another address here than there; a reason never repeats the address.
 *
 * Does not know what a name resolves to: a public name may point to a private address at delivery. Relies on the caller
 * for the length, on redirects never being followed, and on the platform, whose `fetch` reaches public addresses only.
 */
import { hostRefusal } from './public-host.ts';

export interface AddressRules {
  /** `ALLOW_PRIVATE_LOGOUT_URIS`, for development: http, and any host and port, too. */
  readonly allowPrivate: boolean;
}

export type AddressVerdict =
  | { readonly outcome: 'allowed'; readonly url: URL }
  | { readonly outcome: 'refused'; readonly reason: string };

const refused = (reason: string): AddressVerdict => ({ outcome: 'refused', reason });

export function guardAddress(text: string, { allowPrivate }: AddressRules): AddressVerdict {
  // Stricter than the parser, which drops white space, reads \ as / and takes any number of slashes.
  if (/[\s\\]/u.test(text)) return refused('must be a URL without white space and backslashes');
  const authority = /^(?:https?):\/\/([^/?#]+)/i.exec(text)?.[1];
  const url = URL.parse(text);
  if (authority === undefined || url === null) return refused('must be an absolute https URL with a host');
  if (url.protocol !== 'https:' && !allowPrivate) return refused('must be https');
  if (authority.includes('@')) return refused('must not hold credentials');
  if (text.includes('#')) return refused('must not have a fragment');
  if (allowPrivate) return { outcome: 'allowed', url };
  const port = url.port === '' ? 443 : Number(url.port);
  if (port !== 443 && port < 1024) return refused('must have port 443, or one from 1024 up');
  const reason = hostRefusal(url.hostname);
  return reason === null ? { outcome: 'allowed', url } : refused(reason);
}
