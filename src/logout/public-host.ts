/**
 * Whether a host is a public one. Pure. Relies on the WHATWG URL parser having written it: lower case, an IPv4 address in
 * any spelling (decimal, hexadecimal, octal, short, full-width) as four decimal numbers, an IPv6 address in brackets.
 */
import { ipv4Of, ipv6Of, isPublicIpv4, isPublicIpv6 } from './public-address.ts';

/** Names that never leave a machine or a site (RFC 6761, RFC 6762, RFC 8375, ICANN's reservation of `internal`). */
const PRIVATE_SUFFIXES = ['localhost', 'local', 'internal', 'home.arpa'] as const;
/** Why a host is not public; null: it is. */
export function hostRefusal(hostname: string): string | null {
  if (hostname.startsWith('[')) {
    const groups = ipv6Of(hostname.slice(1, -1));
    return groups !== null && isPublicIpv6(groups) ? null : 'must not be a private or special-use address';
  }
  const address = ipv4Of(hostname);
  if (address !== null) return isPublicIpv4(address) ? null : 'must not be a private or special-use address';
  const name = hostname.endsWith('.') ? hostname.slice(0, -1) : hostname;
  const labels = name.split('.');
  if (labels.includes('')) return 'must have a host without empty labels';
  if (labels.length === 1) return 'must have a host of more than one label';
  const within = (suffix: string): boolean => name === suffix || name.endsWith(`.${suffix}`);
  return PRIVATE_SUFFIXES.some(within) ? 'must not be a name of a private network' : null;
}
