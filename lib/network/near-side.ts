/** The sender's own controls: its groups, its subnet's ACL both ways, and its route. */
import type { Gathered } from '../model/gathered.ts';
import type { SecurityGroupRule } from '../model/network.ts';
import { type Address, printAddress } from './address.ts';
import { AddressSet } from './address-set.ts';
import { AddressSlabs } from './address-slabs.ts';
import { type AclView, type Controls, remember } from './controls.ts';
import { allows, blocksAll, cannotTell, type Decision, type Effect, spread } from './effect.ts';
import { type Flow, protocolName } from './flow.ts';
import type { Place, Source, SourcePart } from './flow-ends.ts';
import { NO_PORT, type PortSet } from './packet-set.ts';
import type { References, Way } from './routes.ts';
import { decideGroups, type GroupSide, isStale, type Referenced } from './security-groups.ts';
import type { Control } from './trace.ts';

/** Where a packet goes. */
export interface Towards {
  readonly address: Address;
  readonly place: Place;
  /** Equal for places that no control tells apart. */
  readonly placeKey: string;
  readonly way: Way;
  readonly references: Exclude<References, 'by-place'>;
  readonly isSameSubnet: boolean;
}

export const notApplied = (why: string): Decision => allows(why, { kind: 'not-applied', why });

export const ONE_SUBNET = notApplied('one subnet: network ACLs do not apply within it');

export const oneWay = ({ protocol }: Flow): Decision =>
  notApplied(`only the way there is asked about for ${protocolName(protocol)}`);

export class NearSide {
  readonly #controls: Controls;
  readonly #source: Source;
  readonly #part: SourcePart;
  readonly #flow: Flow;
  readonly #effectsByKey = new Map<string, Effect>();
  readonly #aclEffects = new Map<string, Map<unknown, Effect>>();
  #egress: { readonly side: GroupSide; readonly slabs: AddressSlabs } | undefined;
  readonly #aclOut: Gathered<AclView> | undefined;
  readonly #aclIn: Gathered<AclView> | undefined;

  constructor(controls: Controls, source: Source, part: SourcePart, flow: Flow) {
    this.#controls = controls;
    this.#source = source;
    this.#part = part;
    this.#flow = flow;
    this.#aclOut = part.subnetId === undefined ? undefined : controls.acl(part.subnetId, true, flow.protocol);
    this.#aclIn = part.subnetId === undefined ? undefined : controls.acl(part.subnetId, false, flow.protocol);
  }

  groupsOut(to: Towards): Effect {
    const { groups, groupless, end } = this.#source;
    if (groups === 'none') return this.#constant('source-security-groups', end.label, () => notApplied(groupless));
    if (!groups.known) {
      return this.#constant('source-security-groups', end.label, () => this.#cannotTell(groups.because));
    }
    this.#egress ??= this.#readEgress(groups.value);
    const { side, slabs } = this.#egress;
    return remember(this.#effectsByKey, `sg ${slabs.at(to.address)} ${to.references} ${to.placeKey}`, () => {
      const self = AddressSet.ofAddress(to.address);
      const { blocked, unknown, because, deciding } = decideGroups(side, self, (rule) => referencedAtTarget(rule, to));
      const decision = {
        blocked: blocked.rows[0]?.ports ?? NO_PORT,
        unknown: unknown.rows[0]?.ports ?? NO_PORT,
        because,
        deciding,
      };
      return this.#make('source-security-groups', groups.value.join(' '), spread(this.#part.addresses, decision));
    });
  }

  aclOut(to: Towards): Effect {
    return this.#acl('source-acl-out', this.#aclOut, to, this.#flow.ports);
  }

  aclReply(to: Towards): Effect {
    if (!this.#flow.isRoundTrip) return this.#constant('source-acl-reply', this.#here, () => oneWay(this.#flow));
    return this.#acl('source-acl-reply', this.#aclIn, to, this.#flow.sourcePorts);
  }

  route(to: Towards): Effect {
    const { way } = to;
    const table = this.#part.subnetId === undefined ? undefined : this.#controls.routing(this.#part.subnetId);
    const resource = table?.known ? table.value.routeTableId : this.#here;
    const key = `route ${way.verdict} ${way.because} ${way.deciding?.kind === 'no-route' ? to.placeKey : ''}`;
    return remember(this.#effectsByKey, key, () => this.#make('route-to-target', resource, this.#routeDecision(to)));
  }

  #routeDecision({ way, place, address }: Towards): Decision {
    if (way.verdict === 'delivered') return allows(way.because, way.deciding);
    if (way.verdict === 'unseen') return this.#cannotTell(way.because, way.deciding);
    const subnet = place.subnetId === undefined ? undefined : this.#controls.network.subnets.find(place.subnetId);
    const range = subnet?.known ? (address.family === 'ipv4' ? subnet.value.ipv4 : subnet.value.ipv6[0]) : undefined;
    const destination = range ?? printAddress(address);
    const isMissing = way.deciding?.kind === 'no-route';
    const deciding = way.deciding?.kind === 'no-route' ? { ...way.deciding, destination } : way.deciding;
    const because = isMissing ? `no route to ${destination}` : way.because;
    return blocksAll(this.#part.addresses, this.#flow.ports, because, deciding);
  }

  #acl(control: Control, view: Gathered<AclView> | undefined, to: Towards, ports: PortSet): Effect {
    if (to.isSameSubnet) return this.#constant(control, this.#here, () => ONE_SUBNET);
    if (view === undefined) return this.#constant(control, this.#here, () => this.#unplaced(ports));
    if (!view.known) {
      return this.#constant(control, `${this.#here} `, () => cannotTell(this.#part.addresses, ports, view.because));
    }
    const decision = view.value.at(to.address, ports);
    const key = `${control} ${view.value.side.acl.id}`;
    return remember(
      remember(this.#aclEffects, key, () => new Map()),
      decision,
      () => this.#make(control, view.value.side.acl.id, spread(this.#part.addresses, decision)),
    );
  }

  #unplaced(ports: PortSet): Decision {
    if (this.#source.kind === 'outside') return notApplied('the sender is outside the VPC');
    return cannotTell(this.#part.addresses, ports, this.#part.note);
  }

  get #here(): string {
    return this.#part.subnetId ?? this.#source.end.label;
  }

  #readEgress(groupIds: readonly string[]) {
    const side = this.#controls.groups(groupIds, 'egress', this.#flow);
    return { side, slabs: new AddressSlabs(side.admissions.flatMap(({ addresses }) => addresses ?? [])) };
  }

  #cannotTell(because: string, deciding?: Effect['deciding']): Decision {
    return cannotTell(this.#part.addresses, this.#flow.ports, because, deciding);
  }

  #constant(control: Control, resource: string, decide: () => Decision): Effect {
    return remember(this.#effectsByKey, `${control} ${resource}`, () => this.#make(control, resource.trim(), decide()));
  }

  #make(control: Control, resource: string, decision: Decision): Effect {
    return this.#controls.makeEffect(control, resource, decision);
  }
}

/** What an outbound rule that names a group means for this target. */
function referencedAtTarget(rule: SecurityGroupRule, { address, place, references }: Towards): Referenced {
  // Outbound references work within a VPC and to peers of the region, and never through a transit gateway.
  if (rule.peer.kind !== 'security-group' || isStale(rule) || references !== 'valid') return AddressSet.empty;
  if (place.groups === 'none') return AddressSet.empty;
  if (!place.groups.known) return place.groups.because;
  return place.groups.value.includes(rule.peer.groupId) ? AddressSet.ofAddress(address) : AddressSet.empty;
}
