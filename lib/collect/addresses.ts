/** Which interface or network an address belongs to, IPv4 and IPv6. */
import ipaddr from 'ipaddr.js';

/** One spelling per address; text that is no address stays as it is and equals only itself. */
export function canonical(address: string): string {
  return ipaddr.isValid(address) ? ipaddr.parse(address).toString() : address;
}

export function isInside(address: string, cidrs: readonly string[]): boolean {
  if (!ipaddr.isValid(address)) return false;
  const parsed = ipaddr.parse(address);
  return cidrs.filter(ipaddr.isValidCIDR).some((cidr) => {
    const [network, bits] = ipaddr.parseCIDR(cidr);
    return network.kind() === parsed.kind() && parsed.match(network, bits);
  });
}

/** The network of so many bits that holds the address, in the spelling of AWS's prefixes. */
export function networkOf(address: string, bits: number): string | undefined {
  if (!ipaddr.isValid(address)) return undefined;
  const parsed = ipaddr.parse(address);
  const width = parsed.kind() === 'ipv4' ? 32 : 128;
  if (bits > width) return undefined;
  const cidr = `${address}/${bits}`;
  const network = width === 32 ? ipaddr.IPv4.networkAddressFromCIDR(cidr) : ipaddr.IPv6.networkAddressFromCIDR(cidr);
  return `${network.toString()}/${bits}`;
}

/** A prefix in the spelling of `networkOf`, with its bits. */
export function toPrefix(cidr: string): { readonly network: string; readonly bits: number } | undefined {
  if (!ipaddr.isValidCIDR(cidr)) return undefined;
  const [address, bits] = ipaddr.parseCIDR(cidr);
  const network = networkOf(address.toString(), bits);
  return network === undefined ? undefined : { network, bits };
}
