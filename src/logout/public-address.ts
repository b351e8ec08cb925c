/**
 * Which IP addresses are public: everything but IANA's special-purpose registries (RFC 6890 and its updates) and
 * multicast. Pure. Guarantees: of IPv6 only global unicast space (2000::/3) passes, and nothing in it that carries an IPv4
 * address (6to4, Teredo): mapped, compatible and NAT64 addresses lie outside and are refused, whatever they carry.
 */

/** `[address, bits]`. */
const SPECIAL_IPV4 = [
  [[0, 0, 0, 0], 8],
  [[10, 0, 0, 0], 8],
  [[100, 64, 0, 0], 10],
  [[127, 0, 0, 0], 8],
  [[169, 254, 0, 0], 16],
  [[172, 16, 0, 0], 12],
  [[192, 0, 0, 0], 24],
  [[192, 0, 2, 0], 24],
  [[192, 88, 99, 0], 24],
  [[192, 168, 0, 0], 16],
  [[198, 18, 0, 0], 15],
  [[198, 51, 100, 0], 24],
  [[203, 0, 113, 0], 24],
  // Multicast, reserved, broadcast.
  [[224, 0, 0, 0], 3],
] as const;

/** Within 2000::/3. Groups of 16 bits; the rest is zero. */
const SPECIAL_IPV6 = [
  // IETF protocol assignments: Teredo (2001::/32), benchmarking, ORCHID.
  [[0x2001, 0], 23],
  [[0x2001, 0xdb8], 32],
  // 6to4.
  [[0x2002], 16],
  [[0x3fff], 20],
] as const;

/** Four bytes, of the spelling that the URL parser writes; null for anything else. */
export function ipv4Of(text: string): readonly number[] | null {
  if (!/^\d{1,3}(?:\.\d{1,3}){3}$/.test(text)) return null;
  const bytes = text.split('.').map(Number);
  return bytes.every((byte) => byte < 256) ? bytes : null;
}

/** Eight groups of 16 bits, of the spelling that the URL parser writes (RFC 5952); null for anything else. */
export function ipv6Of(text: string): readonly number[] | null {
  const halves = text.split('::').map((half) => (half === '' ? [] : half.split(':')));
  const [head = [], tail = []] = halves;
  const missing = 8 - head.length - tail.length;
  if (halves.length > 2 || (halves.length === 2 ? missing < 1 : missing !== 0)) return null;
  const groups = [...head, ...Array.from({ length: missing }, () => '0'), ...tail];
  return groups.every((group) => /^[0-9a-f]{1,4}$/.test(group))
    ? groups.map((group) => Number.parseInt(group, 16))
    : null;
}

export const isPublicIpv4 = (bytes: readonly number[]): boolean =>
  !SPECIAL_IPV4.some(([network, bits]) => within(bytes, network, bits, 8));

export const isPublicIpv6 = (groups: readonly number[]): boolean =>
  within(groups, [0x2000], 3, 16) && !SPECIAL_IPV6.some(([network, bits]) => within(groups, network, bits, 16));

/** Whether the first `bits` bits are those of the network; `width`: bits of one part. */
function within(address: readonly number[], network: readonly number[], bits: number, width: number): boolean {
  return address.every((part, index) => {
    const rest = Math.min(Math.max(bits - index * width, 0), width);
    return part >> (width - rest) === (network[index] ?? 0) >> (width - rest);
  });
}
