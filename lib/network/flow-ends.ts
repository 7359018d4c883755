/** Who sends, and who receives: the two ends of a flow as the evaluation needs them. */
import { type Gathered, notKnown } from '../model/gathered.ts';
import { type Address, printAddress } from './address.ts';
import type { AddressSet } from './address-set.ts';
import type { FlowEnd } from './trace.ts';

/** Security groups of an end; `none` where no groups can be: a Network Load Balancer without, a subnet, clients. */
export type Groups = Gathered<readonly string[]> | 'none';

/** The part of a source that sends from one subnet. */
export interface SourcePart {
  readonly subnetId: string | undefined;
  readonly vpcId: string | undefined;
  readonly zone: string | undefined;
  readonly addresses: AddressSet;
  /**
   * `every`: it sends, or may send, from each of the addresses. `one`: it sends from one of them, and which one is not
   * known.
   */
  readonly sendsFrom: 'every' | 'one';
  /** Why its subnet is not known; empty where it is. */
  readonly note: string;
}

export interface Source {
  readonly end: FlowEnd;
  /** `interfaces` carry groups; a `subnet` holds interfaces of many; `outside` and `clients` hold none of ours. */
  readonly kind: 'interfaces' | 'subnet' | 'outside' | 'clients';
  readonly groups: Groups;
  /** Why no group applies, where `groups` is `none`. */
  readonly groupless: string;
  readonly parts: readonly SourcePart[];
  /** What could not be found, for people. */
  readonly notes: readonly string[];
}

/** Where an address lives, as far as the snapshot tells. */
export interface Place {
  readonly vpcId: string | undefined;
  readonly subnetId: string | undefined;
  readonly zone: string | undefined;
  readonly groups: Groups;
  readonly interfaceId: string | undefined;
  /** Why the place or its groups are not known; empty where they are. */
  readonly note: string;
}

export interface Destination {
  readonly label: string;
  readonly address: Address;
  /** Where it is known whatever the route: an interface is where it is. Otherwise the route says in which VPC to look. */
  readonly placed: Placed | undefined;
  /** The VPC in which to look first. */
  readonly vpcId: string | undefined;
}

export interface Placed {
  readonly place: Place;
  /** Equal for places that no control tells apart. */
  readonly placeId: number;
  readonly end: FlowEnd;
}

/** The place of an address about which nothing is known but why. */
export const nowhere = (because: string): Place => ({
  vpcId: undefined,
  subnetId: undefined,
  zone: undefined,
  groups: notKnown(because),
  interfaceId: undefined,
  note: because,
});

/** An end of which only the name is known. */
export const bareEnd = (label: string): FlowEnd => ({
  label,
  addresses: [],
  vpcId: undefined,
  subnetIds: [],
  securityGroupIds: [],
  interfaceIds: [],
});

/** An address in a place. */
export function endIn(label: string, address: Address, { vpcId, subnetId, interfaceId, groups }: Place): FlowEnd {
  return {
    label,
    addresses: [`${printAddress(address)}/${address.family === 'ipv4' ? 32 : 128}`],
    vpcId,
    subnetIds: subnetId === undefined ? [] : [subnetId],
    securityGroupIds: groups !== 'none' && groups.known ? groups.value : [],
    interfaceIds: interfaceId === undefined ? [] : [interfaceId],
  };
}

/** Several ends as one, such as the nodes of a load balancer. */
export function joinEnds(label: string, ends: readonly FlowEnd[]): FlowEnd {
  const first = ends[0];
  if (first?.label === label && ends.length === 1) return first;
  const unique = (listOf: (end: FlowEnd) => readonly string[]) => [...new Set(ends.flatMap(listOf))];
  return {
    label,
    addresses: unique(({ addresses }) => addresses),
    vpcId: first?.vpcId,
    subnetIds: unique(({ subnetIds }) => subnetIds),
    securityGroupIds: unique(({ securityGroupIds }) => securityGroupIds),
    interfaceIds: unique(({ interfaceIds }) => interfaceIds),
  };
}

/** What is not known, each thing once; empty where all is known. */
export const joinNotes = (notes: readonly string[]): string =>
  [...new Set(notes)].filter((note) => note !== '').join('; ');
