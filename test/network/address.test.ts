import { parseAddress, parseCidr, printAddress } from '../../lib/network/address.ts';
import { AddressSet } from '../../lib/network/address-set.ts';

test.each([
  ['10.0.0.1', '10.0.0.1'],
  ['255.255.255.255', '255.255.255.255'],
  ['2600:1F18:0:0::5', '2600:1f18::5'],
  ['::', '::'],
])('%s is an address', (text, printed) => {
  const address = parseAddress(text);
  expect(address && printAddress(address)).toBe(printed);
});

test.each([
  '',
  'x',
  '10.0.0',
  '10.0.0.256',
  '010.0.0.1',
  '0x0a000001',
  '10.0.0.1/32',
  ' 10.0.0.1',
  '1::2::3',
  'fe80::1%eth0',
])('%p is no address', (text) => {
  expect(parseAddress(text)).toBeUndefined();
});

test.each([
  ['10.0.0.0/16', '10.0.0.0/16'],
  ['10.0.77.7/16', '10.0.0.0/16'],
  ['10.0.0.7', '10.0.0.7/32'],
  ['0.0.0.0/0', '0.0.0.0/0'],
  ['2600:1f18::7/64', '2600:1f18::/64'],
  ['::/0', '::/0'],
  ['255.255.255.255/32', '255.255.255.255/32'],
])('%s is the CIDR %s', (text, printed) => {
  expect(AddressSet.ofTexts([text]).texts).toEqual([printed]);
});

test.each(['10.0.0.0/99', '10.0.0.0/-1', '10.0.0.0/', '10.0.0.0/8/8', 'x/8', '2600::/129', '10.0.0.0/1e1'])(
  '%p is no CIDR',
  (text) => {
    expect(parseCidr(text)).toBeUndefined();
  },
);

test('what is no block is written as a range', () => {
  expect(AddressSet.ofTexts(['10.0.0.1', '10.0.0.2', '10.0.0.3', '2600::ffff', '2600::1:0']).texts).toEqual([
    '10.0.0.1-10.0.0.3',
    '2600::ffff-2600::1:0',
  ]);
});

test('touching blocks become one', () => {
  expect(AddressSet.ofTexts(['10.0.1.0/24', '10.0.0.0/24']).texts).toEqual(['10.0.0.0/23']);
});
