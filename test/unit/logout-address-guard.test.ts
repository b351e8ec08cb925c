/** Which logout addresses are refused, in any spelling. Contract: "Clients"; RFC 6890, RFC 6761. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { guardAddress } from '../../src/logout/address-guard.ts';

const told = (address: string, allowPrivate = false): string => {
  const verdict = guardAddress(address, { allowPrivate });
  return verdict.outcome === 'allowed' ? 'allowed' : verdict.reason;
};

const NO_URL = 'must be an absolute https URL with a host';
const SPACE = 'must be a URL without white space and backslashes';
const ADDRESS = 'must not be a private or special-use address';
const ONE_LABEL = 'must have a host of more than one label';
const PRIVATE_NAME = 'must not be a name of a private network';
const PORT = 'must have port 443, or one from 1024 up';
const CREDENTIALS = 'must not hold credentials';

describe('allowed', () => {
  it.each([
    'https://rp.example.com',
    'https://rp.example.com/backchannel-logout?tenant=a%20b&x=@',
    'HTTPS://RP.Example.COM/Logout',
    'https://rp.example.com./logout',
    'https://rp.example.com:443/',
    'https://rp.example.com:1024/',
    'https://rp.example.com:65535/',
    'https://does-not-resolve.example.org/',
    'https://rp.example/',
    'https://does-not-resolve.invalid/',
    'https://localhost.example.com/',
    'https://notlocalhost.com/',
    'https://internal.example.com/',
    'https://mylocal.net/',
    'https://bücher.example.com/',
    'https://8.8.8.8/',
    'https://9.255.255.255/',
    'https://11.0.0.0/',
    'https://100.63.255.255/',
    'https://100.128.0.0/',
    'https://172.15.255.255/',
    'https://172.32.0.0/',
    'https://192.167.255.255/',
    'https://192.169.0.0/',
    'https://198.17.255.255/',
    'https://198.20.0.0/',
    'https://223.255.255.255/',
    'https://[2606:4700:4700::1111]/',
    'https://[2001:4860:4860::8888]:8443/',
  ])('%s', (address) => {
    expect(told(address)).toBe('allowed');
  });
});

describe('refused: its form', () => {
  it.each([
    ['http://rp.example.com/', 'must be https'],
    ['HTTP://rp.example.com/', 'must be https'],
    ['ftp://rp.example.com/', NO_URL],
    ['javascript:alert(1)', NO_URL],
    ['data:text/plain,x', NO_URL],
    ['//rp.example.com/', NO_URL],
    ['/logout', NO_URL],
    ['rp.example.com', NO_URL],
    ['rp.example.com:8443/logout', NO_URL],
    ['https:rp.example.com', NO_URL],
    ['https:/rp.example.com', NO_URL],
    ['https:///rp.example.com', NO_URL],
    ['https://', NO_URL],
    ['https://:8443/', NO_URL],
    ['https://?x', NO_URL],
    ['https://rp.example.com:99999/', NO_URL],
    ['https://rp.example.com:x/', NO_URL],
    ['https://[::1/', NO_URL],
    ['https://1.2.3.4.5/', NO_URL],
    ['https://256.256.256.256/', NO_URL],
    ['https://[fe80::1%25eth0]/', NO_URL],
    ['https:\\\\rp.example.com/', SPACE],
    ['https://rp.example.com\\@127.0.0.1/', SPACE],
    [' https://rp.example.com/', SPACE],
    ['https://rp.example.com/a b', SPACE],
    ['https://rp.exa\tmple.com/', SPACE],
    ['https://rp.example.com/\n', SPACE],
    ['https://rp.example.com/\u00a0', SPACE],
    ['https://user:secret@rp.example.com/', CREDENTIALS],
    ['https://user@rp.example.com/', CREDENTIALS],
    ['https://@rp.example.com/', CREDENTIALS],
    ['https://rp.example.com@127.0.0.1/', CREDENTIALS],
    ['https://rp.example.com/#', 'must not have a fragment'],
    ['https://rp.example.com/#a', 'must not have a fragment'],
    ['https://rp.example.com:0/', PORT],
    ['https://rp.example.com:22/', PORT],
    ['https://rp.example.com:80/', PORT],
    ['https://rp.example.com:442/', PORT],
    ['https://rp.example.com:444/', PORT],
    ['https://rp.example.com:1023/', PORT],
    ['https://rp.example.com:00080/', PORT],
  ])('%j', (address, reason) => {
    expect(told(address)).toBe(reason);
  });
});

describe('refused: a name', () => {
  it.each([
    ['localhost', ONE_LABEL],
    ['LOCALHOST', ONE_LABEL],
    ['LocalHost.', ONE_LABEL],
    ['%6cocalhost', ONE_LABEL],
    ['ｌｏｃａｌｈｏｓｔ', ONE_LABEL],
    ['ⓛocalhost', ONE_LABEL],
    ['loc\u00adalhost', ONE_LABEL],
    ['local\u200bhost', ONE_LABEL],
    ['intranet', ONE_LABEL],
    ['com', ONE_LABEL],
    ['a.localhost', PRIVATE_NAME],
    ['A.LocalHost.', PRIVATE_NAME],
    ['a。localhost', PRIVATE_NAME],
    ['printer.local', PRIVATE_NAME],
    ['Printer.LOCAL.', PRIVATE_NAME],
    ['metadata.google.internal', PRIVATE_NAME],
    ['a.INTERNAL', PRIVATE_NAME],
    ['nas.home.arpa', PRIVATE_NAME],
    ['home.arpa', PRIVATE_NAME],
    ['localhost..', 'must have a host without empty labels'],
    ['rp..example.com', 'must have a host without empty labels'],
    ['.example.com', 'must have a host without empty labels'],
  ])('%s', (host, reason) => {
    expect(told(`https://${host}/`)).toBe(reason);
    expect(told(`https://${host}:8443/logout`)).toBe(reason);
  });
});

describe('refused: an address', () => {
  it.each([
    // One of each range, its first and its last.
    ...['0.0.0.0', '0.255.255.255', '10.0.0.0', '10.255.255.255', '100.64.0.0', '100.127.255.255', '127.0.0.1'],
    ...[
      '127.255.255.255',
      '169.254.0.0',
      '169.254.169.254',
      '172.16.0.0',
      '172.31.255.255',
      '192.0.0.0',
      '192.0.0.255',
    ],
    ...['192.0.2.1', '192.88.99.1', '192.168.0.0', '192.168.255.255', '198.18.0.0', '198.19.255.255', '198.51.100.1'],
    ...['203.0.113.1', '224.0.0.1', '239.255.255.255', '240.0.0.1', '255.255.255.255'],
    // Other spellings of 127.0.0.1 and 10.0.0.1.
    ...['127.1', '127.0.1', '2130706433', '0x7f000001', '0X7F000001', '017700000001', '0177.0.0.1', '0x7f.1'],
    ...[
      '127.0x0.00.1',
      '127.0.0.1.',
      '00000177.0.0.01',
      '%31%32%37.0.0.1',
      '127。0。0。1',
      '１２７.０.０.１',
      '①②⑦.⓪.⓪.①',
    ],
    ...['167772161', '0xa000001', '012.0.0.1', '10.1', '0', '1', '0x0', '0xffffffff', '4294967295'],
    // IPv6: unspecified, loopback, mapped, compatible, translated, local, multicast, discard, documentation.
    ...['[::]', '[::1]', '[0:0:0:0:0:0:0:1]', '[0000:0000:0000:0000:0000:0000:0000:0001]', '[::ffff:127.0.0.1]'],
    ...[
      '[::ffff:7f00:1]',
      '[::FFFF:10.0.0.1]',
      '[0:0:0:0:0:ffff:a00:1]',
      '[::127.0.0.1]',
      '[::a00:1]',
      '[::ffff:8.8.8.8]',
    ],
    ...['[::ffff:0:127.0.0.1]', '[64:ff9b::127.0.0.1]', '[64:ff9b::a00:1]', '[64:ff9b::8.8.8.8]', '[64:ff9b:1::a00:1]'],
    ...['[fc00::1]', '[fd12:3456:789a::1]', '[FDFF::]', '[fe80::1]', '[febf::1]', '[fec0::1]', '[ff02::1]', '[100::1]'],
    ...['[2001:db8::1]', '[2001::1]', '[2001:0:7f00:1::]', '[2001:2::1]', '[2001:10::1]', '[2001:1ff::]', '[3fff::1]'],
    ...['[2002:7f00:1::]', '[2002:a00:1::1]', '[2002:808:808::]', '[4000::1]', '[5f00::1]', '[1fff::1]'],
  ])('%s', (host) => {
    expect(told(`https://${host}/`)).toBe(ADDRESS);
    expect(told(`https://${host}:8443/logout?x=1`)).toBe(ADDRESS);
  });
});

/** Blocks that contract and acceptance name. */
const PRIVATE_BLOCKS = [
  [0x00000000, 8],
  [0x0a000000, 8],
  [0x64400000, 10],
  [0x7f000000, 8],
  [0xa9fe0000, 16],
  [0xac100000, 12],
  [0xc0a80000, 16],
  [0xe0000000, 4],
  [0xf0000000, 4],
] as const;

const privateIpv4 = fc
  .tuple(fc.constantFrom(...PRIVATE_BLOCKS), fc.nat(0xffffffff))
  .map(([[network, bits], any]) => network + (any % 2 ** (32 - bits)));

/** One number in a radix that the URL parser knows, with letters in either case and leading zeros. */
const number = (value: number) =>
  fc.tuple(fc.constantFrom(8, 10, 16), fc.boolean(), fc.nat(3)).map(([radix, upper, zeros]) => {
    const digits = value.toString(radix);
    const text = radix === 10 ? digits : `${radix === 8 ? '0' : '0x'}${'0'.repeat(zeros)}${digits}`;
    return upper ? text.toUpperCase() : text;
  });

/** Each character as it is, percent-encoded, or full-width, which IDNA maps to ASCII (UTS 46). */
const spelled = (text: string) =>
  fc.array(fc.nat(5), { minLength: text.length, maxLength: text.length }).map((ways) =>
    Array.from(text, (character, index) => {
      const code = character.charCodeAt(0);
      if (ways[index] === 0) return `%${code.toString(16).padStart(2, '0')}`;
      if (ways[index] !== 1) return character;
      return character === '.' ? '。' : String.fromCharCode(code + 0xfee0);
    }).join(''),
  );

/** One to four parts, the last of which takes the bytes that are left. */
const ipv4Spelling = (address: number) =>
  fc.integer({ min: 1, max: 4 }).chain((count) => {
    const parts = Array.from({ length: count - 1 }, (_, index) => Math.floor(address / 2 ** (24 - 8 * index)) % 256);
    const last = address % 2 ** (32 - 8 * (count - 1));
    return fc
      .tuple(fc.tuple(...[...parts, last].map(number)), fc.constantFrom('', '.'))
      .chain(([texts, dot]) => spelled(texts.join('.') + dot));
  });

const ipv6Spelling = (address: number) => {
  const high = Math.floor(address / 65_536).toString(16);
  const low = (address % 65_536).toString(16);
  const dotted = [24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % 256).join('.');
  return fc
    .constantFrom(
      ...[`::ffff:${high}:${low}`, `::ffff:${dotted}`, `0:0:0:0:0:FFFF:${dotted}`, `::${dotted}`, `::${high}:${low}`],
      ...[`64:ff9b::${dotted}`, `64:FF9B::${high}:${low}`, `64:ff9b:1::${dotted}`, `2002:${high}:${low}::1`],
      ...[`2001:0:${high}:${low}::`, `::ffff:0:${dotted}`],
    )
    .map((text) => `[${text}]`);
};

describe('no spelling of a private IPv4 address passes', () => {
  const rest = fc.constantFrom('', '/', ':443/', ':8443/logout', '?x=1');
  const addressIn = (host: string, tail: string): string => `https://${host}${tail}`;

  it('as an IPv4 address', () => {
    fc.assert(
      fc.property(privateIpv4.chain(ipv4Spelling), rest, (host, tail) => {
        expect(told(addressIn(host, tail))).toBe(ADDRESS);
      }),
      { numRuns: 3_000 },
    );
  });

  it('within an IPv6 address', () => {
    fc.assert(
      fc.property(privateIpv4.chain(ipv6Spelling), rest, (host, tail) => {
        expect(told(addressIn(host, tail))).toBe(ADDRESS);
      }),
      { numRuns: 1_000 },
    );
  });

  it('while a public one passes in each of them', () => {
    fc.assert(
      fc.property(fc.constantFrom(0x08080808, 0x01010101, 0xc0a90001).chain(ipv4Spelling), (host) => {
        expect(told(addressIn(host, '/'))).toBe('allowed');
      }),
      { numRuns: 500 },
    );
  });
});

it('never throws, and never repeats the address', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('', 'https://', 'https://[', 'http://a'),
      (text, head) => {
        expect(told(`${head}S3cret${text}`)).not.toContain('S3cret');
      },
    ),
    { numRuns: 1_000 },
  );
});

describe('where private addresses are allowed', () => {
  it.each([
    'http://localhost:9000/logout',
    'http://127.0.0.1/',
    'https://10.0.0.1:22/',
    'http://[::1]:8080/',
    'http://rp',
  ])('%s passes', (address) => {
    expect(told(address, true)).toBe('allowed');
  });
  it.each([
    ['ftp://localhost/', NO_URL],
    ['http://user:secret@localhost/', CREDENTIALS],
    ['http://localhost/#a', 'must not have a fragment'],
    ['http:\\\\localhost/', SPACE],
    ['localhost', NO_URL],
  ])('%s is refused all the same', (address, reason) => {
    expect(told(address, true)).toBe(reason);
  });
});
