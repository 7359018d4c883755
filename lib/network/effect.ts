/** What one control does to the packets of one leg. */
import type { AddressSet } from './address-set.ts';
import { PacketSet, type PortSet } from './packet-set.ts';
import type { Control, DecidingRule } from './trace.ts';

/** What a control decides about a set of packets. Whatever is in neither set goes through. */
export interface Decision {
  readonly blocked: PacketSet;
  /** What could go through or be stopped: something could not be seen. */
  readonly unknown: PacketSet;
  readonly because: string;
  readonly deciding: DecidingRule | undefined;
}

export interface Effect extends Decision {
  readonly control: Control;
  readonly resource: string;
}

export const toEffect = (
  control: Control,
  resource: string,
  { blocked, unknown, because, deciding }: Decision,
): Effect => ({ control, resource, blocked, unknown, because, deciding });

/** Whether it lets everything through for certain. */
export const isClean = ({ blocked, unknown }: Decision): boolean => blocked.isEmpty && unknown.isEmpty;

export const allows = (because: string, deciding?: DecidingRule): Decision => ({
  blocked: PacketSet.empty,
  unknown: PacketSet.empty,
  because,
  deciding,
});

/** The control has no say. */
export const notApplied = (why: string): Decision => allows(why, { kind: 'not-applied', why });

export const blocksAll = (
  addresses: AddressSet,
  ports: PortSet,
  because: string,
  deciding: DecidingRule | undefined,
): Decision => ({ blocked: PacketSet.rectangle(addresses, ports), unknown: PacketSet.empty, because, deciding });

export const cannotTell = (
  addresses: AddressSet,
  ports: PortSet,
  because: string,
  deciding?: DecidingRule,
): Decision => ({ blocked: PacketSet.empty, unknown: PacketSet.rectangle(addresses, ports), because, deciding });

/** A decision about the other side's one address, told about every address of the varying side. */
export const spread = (addresses: AddressSet, { blocked, unknown, because, deciding }: Decision): Decision => ({
  blocked: PacketSet.rectangle(addresses, blocked.ports),
  unknown: PacketSet.rectangle(addresses, unknown.ports),
  because,
  deciding,
});
