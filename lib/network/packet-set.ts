import { AddressSet } from './address-set.ts';
import { IntervalSet } from './interval-set.ts';
import type { BlockedRange } from './trace.ts';

/** Ports, or ICMP types and codes as `type × 256 + code`. */
export type PortSet = IntervalSet<number>;
export const EVERY_PORT: PortSet = IntervalSet.between(0, 65536);
export const NO_PORT: PortSet = IntervalSet.empty();

interface Row {
  readonly addresses: AddressSet;
  readonly ports: PortSet;
}

/**
 * A set of packets told apart by address and port, exact, as rows: addresses that share one port set. Rows are disjoint
 * in their addresses and differ in their ports, so there is one way to write each set.
 */
export class PacketSet {
  static readonly empty = new PacketSet([]);
  readonly rows: readonly Row[];
  #ranges: readonly BlockedRange[] | undefined;

  private constructor(rows: readonly Row[]) {
    this.rows = rows;
  }

  static rectangle(addresses: AddressSet, ports: PortSet): PacketSet {
    return addresses.isEmpty || ports.isEmpty ? PacketSet.empty : new PacketSet([{ addresses, ports }]);
  }

  get isEmpty(): boolean {
    return this.rows.length === 0;
  }

  get addresses(): AddressSet {
    return this.rows.reduce((all, { addresses }) => all.union(addresses), AddressSet.empty);
  }

  /** Every port of any row. */
  get ports(): PortSet {
    return this.rows.reduce((all, { ports }) => all.union(ports), NO_PORT);
  }

  /** The addresses all of whose `ports` are in the set. */
  addressesWithAll(ports: PortSet): AddressSet {
    return this.rows
      .filter((row) => row.ports.covers(ports))
      .reduce((all, { addresses }) => all.union(addresses), AddressSet.empty);
  }

  union(other: PacketSet): PacketSet {
    if (other.isEmpty || this === other) return this;
    if (this.isEmpty) return other;
    const shared = pairs(this, other, (a, b) => a.union(b));
    return canonical([...shared, ...outside(this, other.addresses), ...outside(other, this.addresses)]);
  }

  intersect(other: PacketSet): PacketSet {
    if (this.isEmpty || other.isEmpty) return PacketSet.empty;
    const [a, b] = [this.#only, other.#only];
    if (a && b) return PacketSet.rectangle(a.addresses.intersect(b.addresses), a.ports.intersect(b.ports));
    return canonical(pairs(this, other, (x, y) => x.intersect(y)));
  }

  subtract(other: PacketSet): PacketSet {
    if (this.isEmpty || other.isEmpty) return this;
    const [a, b] = [this.#only, other.#only];
    if (a && b?.ports.covers(a.ports)) return PacketSet.rectangle(a.addresses.subtract(b.addresses), a.ports);
    if (a && b?.addresses.covers(a.addresses)) return PacketSet.rectangle(a.addresses, a.ports.subtract(b.ports));
    const shared = pairs(this, other, (x, y) => x.subtract(y));
    return canonical([...shared, ...outside(this, other.addresses)]);
  }

  /** The one row of a rectangle, the usual case. */
  get #only(): Row | undefined {
    return this.rows.length === 1 ? this.rows[0] : undefined;
  }

  /** As people write it, by address and then port. */
  get ranges(): readonly BlockedRange[] {
    this.#ranges ??= this.rows.flatMap(({ addresses, ports }) =>
      addresses.texts.flatMap((text) => printPorts(ports).map((range) => ({ addresses: text, ports: range }))),
    );
    return this.#ranges;
  }

  /** For `canonical` only. */
  static ofRows(rows: readonly Row[]): PacketSet {
    return rows.length === 0 ? PacketSet.empty : new PacketSet(rows);
  }
}

function pairs(a: PacketSet, b: PacketSet, merge: (a: PortSet, b: PortSet) => PortSet): readonly Row[] {
  return a.rows.flatMap((rowA) =>
    b.rows.map((rowB) => ({
      addresses: rowA.addresses.intersect(rowB.addresses),
      ports: merge(rowA.ports, rowB.ports),
    })),
  );
}

const outside = (region: PacketSet, addresses: AddressSet): readonly Row[] =>
  region.rows.map((row) => ({ addresses: row.addresses.subtract(addresses), ports: row.ports }));

/** Joins rows of equal ports, drops empty ones and sorts the rest. */
function canonical(rows: readonly Row[]): PacketSet {
  const byPorts = new Map<string, Row>();
  for (const { addresses, ports } of rows) {
    if (addresses.isEmpty || ports.isEmpty) continue;
    const key = ports.bounds.join();
    const same = byPorts.get(key);
    byPorts.set(key, same === undefined ? { addresses, ports } : { addresses: same.addresses.union(addresses), ports });
  }
  return PacketSet.ofRows([...byPorts.values()].sort((a, b) => compareFirst(a.addresses, b.addresses)));
}

function compareFirst(a: AddressSet, b: AddressSet): number {
  const [a4, b4] = [a.ipv4.bounds[0], b.ipv4.bounds[0]];
  if (a4 !== undefined || b4 !== undefined) return (a4 ?? Number.MAX_VALUE) - (b4 ?? Number.MAX_VALUE);
  const [a6, b6] = [a.ipv6.bounds[0] ?? 0n, b.ipv6.bounds[0] ?? 0n];
  return a6 < b6 ? -1 : 1;
}

/** `8080`, `1024-65535`, or `all`. */
export function printPorts(ports: PortSet): readonly string[] {
  if (ports.equals(EVERY_PORT)) return ['all'];
  return ports.intervals.map(({ from, end }) => (end === from + 1 ? `${from}` : `${from}-${end - 1}`));
}
