/** Ids in AWS's shapes and addresses of a network. The same seed always gives the same ids. */
export interface Ids {
  /** Lower-case hexadecimal digits. */
  hex(length: number): string;
  /** `i-0…`: the prefix and seventeen hexadecimal digits. */
  resource(prefix: string): string;
  uuid(): string;
}

export function createIds(seed: string): Ids {
  let state = 0x811c9dc5;
  for (const character of seed) state = Math.imul(state ^ (character.codePointAt(0) ?? 0), 0x01000193);
  const digit = () => {
    state = (state + 0x6d2b79f5) | 0;
    const mixed = Math.imul(state ^ (state >>> 15), state | 1);
    return ((mixed ^ (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61))) >>> 28).toString(16);
  };
  const hex = (length: number) => Array.from({ length }, digit).join('');
  return {
    hex,
    resource: (prefix) => `${prefix}-0${hex(16)}`,
    uuid: () => [8, 4, 4, 4, 12].map(hex).join('-'),
  };
}

/** The n-th address of a CIDR, of either family; an IPv6 one must end in `::`. */
export function addressIn(cidr: string, host: number): string {
  const network = cidr.slice(0, cidr.indexOf('/'));
  if (network.includes(':')) return `${network}${host.toString(16)}`;
  const value = network.split('.').reduce((sum, octet) => sum * 256 + Number(octet), 0) + host;
  return [24, 16, 8, 0].map((bits) => Math.floor(value / 2 ** bits) % 256).join('.');
}

/** `eu-west-1a` is, say, `euw1-az1`; which number a letter has differs between accounts. */
export function zoneIdOf(zone: string): string {
  const [area = '', direction = '', number = ''] = zone.slice(0, -1).split('-');
  const compass = direction.replace(/^(north|south)(east|west)$/, (_, ns, ew) => ns[0] + ew[0]);
  return `${area}${compass.length > 2 ? compass[0] : compass}${number}-az${zone.charCodeAt(zone.length - 1) - 96}`;
}
