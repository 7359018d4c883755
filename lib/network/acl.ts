/**
 * Network ACLs: stateless, entries in the order of their numbers, the first match decides, the end denies.
 * Evaluated by subtraction, so that a deny in the middle of an allow comes out as the exact hole it is.
 */
import type { AclEntry, NetworkAcl } from '../model/network.ts';
import { parseCidr } from './address.ts';
import { AddressSet } from './address-set.ts';
import { AddressSlabs } from './address-slabs.ts';
import type { Decision } from './effect.ts';
import { portsOfEntry, printRule } from './flow.ts';
import { EVERY_PORT, PacketSet, type PortSet } from './packet-set.ts';
import { createPortSlabs } from './port-slabs.ts';
import type { DecidingRule } from './trace.ts';

export interface ReadEntry {
  readonly entry: AclEntry;
  readonly addresses: AddressSet;
  readonly ports: PortSet;
  /** Its CIDR or ports make no sense: it may match or not. */
  readonly isGarbled: boolean;
}

/** One direction of an ACL for one protocol, in the order in which entries are tried. */
export interface AclSide {
  readonly acl: NetworkAcl;
  readonly egress: boolean;
  readonly entries: readonly ReadEntry[];
  /** Within one slab no entry tells addresses apart. */
  readonly slabs: AddressSlabs;
  /** Within one slab no entry tells ports apart. */
  portSlab(ports: PortSet): number | undefined;
}

export function readAcl(acl: NetworkAcl, egress: boolean, protocol: number): AclSide {
  const entries = acl.entries
    .filter((entry) => entry.egress === egress)
    .toSorted((a, b) => a.ruleNumber - b.ruleNumber)
    .map((entry) => readEntry(entry, protocol))
    .filter(({ ports }) => !ports.isEmpty);
  return {
    acl,
    egress,
    entries,
    slabs: new AddressSlabs(entries.map(({ addresses }) => addresses)),
    portSlab: createPortSlabs(entries.map(({ ports }) => ports)),
  };
}

function readEntry(entry: AclEntry, protocol: number): ReadEntry {
  const cidr = parseCidr(entry.cidr);
  const ports = portsOfEntry(entry, protocol);
  const isAddress = cidr?.family === entry.family;
  return {
    entry,
    addresses: isAddress ? AddressSet.ofCidr(cidr) : AddressSet.every(entry.family),
    ports: ports ?? EVERY_PORT,
    isGarbled: !isAddress || ports === undefined,
  };
}

/** Decides about packets whose far address is in `addresses` and whose destination port is in `ports`. */
export function decideAcl({ acl, egress, entries }: AclSide, addresses: AddressSet, ports: PortSet): Decision {
  const asked = PacketSet.rectangle(addresses, ports);
  if (acl.unreadable.length > 0) {
    const because = `${acl.unreadable.join(', ')} of ${acl.id} could not be understood`;
    return { blocked: PacketSet.empty, unknown: asked, because, deciding: undefined };
  }
  const walk = new FirstMatch(asked);
  for (const read of entries) {
    if (walk.isDone) break;
    if (read.addresses.overlaps(addresses) && read.ports.overlaps(ports)) walk.meet(read);
  }
  return walk.finish(acl.id, egress);
}

/** AWS lists the closing `*` as an entry of this number; users' entries end at 32766. */
const CLOSING = 32767;

class FirstMatch {
  #left: PacketSet;
  #blocked = PacketSet.empty;
  #unknown = PacketSet.empty;
  #maybeAllowed = PacketSet.empty;
  #maybeDenied = PacketSet.empty;
  readonly #allowing: AclEntry[] = [];
  readonly #denying: AclEntry[] = [];
  readonly #garbled: AclEntry[] = [];
  #isClosed = false;

  constructor(asked: PacketSet) {
    this.#left = asked;
  }

  get isDone(): boolean {
    return this.#left.isEmpty;
  }

  meet({ entry, addresses, ports, isGarbled }: ReadEntry): void {
    const rectangle = PacketSet.rectangle(addresses, ports);
    const hit = this.#left.intersect(rectangle);
    if (hit.isEmpty) return;
    if (isGarbled) {
      this.#garbled.push(entry);
      if (entry.action === 'allow') this.#maybeAllowed = this.#maybeAllowed.union(hit);
      else this.#maybeDenied = this.#maybeDenied.union(hit);
      return;
    }
    this.#left = this.#left.subtract(rectangle);
    if (entry.action === 'allow') {
      this.#allowing.push(entry);
      this.#unknown = this.#unknown.union(hit.intersect(this.#maybeDenied));
    } else this.#deny(hit, entry);
  }

  #deny(hit: PacketSet, entry: AclEntry | undefined): void {
    const blocked = hit.subtract(this.#maybeAllowed);
    this.#unknown = this.#unknown.union(hit.intersect(this.#maybeAllowed));
    this.#blocked = this.#blocked.union(blocked);
    if (blocked.isEmpty) return;
    if (entry === undefined || entry.ruleNumber >= CLOSING) this.#isClosed = true;
    else this.#denying.push(entry);
  }

  finish(aclId: string, egress: boolean): Decision {
    this.#deny(this.#left, undefined);
    const [denying] = this.#denying;
    const [allowing] = this.#allowing;
    const decided = { blocked: this.#blocked, unknown: this.#unknown };
    const ending = this.#isClosed ? ['the closing * denies'] : [];
    if (!this.#blocked.isEmpty) {
      const because = [...this.#denying.map(printEntry), ...ending].join('; ');
      const deciding = denying === undefined ? closing(aclId, egress) : decidingEntry(aclId, denying);
      return { ...decided, because, deciding };
    }
    if (!this.#unknown.isEmpty) {
      return {
        ...decided,
        because: `cannot be understood: ${this.#garbled.map(printEntry).join('; ')}`,
        deciding: undefined,
      };
    }
    return {
      ...decided,
      because: this.#allowing.map(printEntry).join('; '),
      deciding: allowing === undefined ? undefined : decidingEntry(aclId, allowing),
    };
  }
}

const closing = (aclId: string, egress: boolean): DecidingRule => ({ kind: 'acl-default', aclId, egress });

const decidingEntry = (aclId: string, entry: AclEntry): DecidingRule => ({
  kind: 'acl-entry',
  aclId,
  egress: entry.egress,
  ruleNumber: entry.ruleNumber,
  action: entry.action,
  rule: printEntry(entry),
});

/** `110 allow tcp 1024–65535 from 10.0.0.0/16`. */
export function printEntry(entry: AclEntry): string {
  const what = `${entry.ruleNumber} ${entry.action} ${printRule(entry)}`;
  if (entry.cidr === '0.0.0.0/0' || entry.cidr === '::/0') return what;
  return `${what} ${entry.egress ? 'to' : 'from'} ${entry.cidr}`;
}
