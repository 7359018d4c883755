/** The controls at the target: its subnet's ACL both ways, its groups, and its route back. */
import type { SecurityGroupRule } from '../model/network.ts';
import { decideAcl } from './acl.ts';
import { AddressSet } from './address-set.ts';
import { type Controls, remember } from './controls.ts';
import { allows, cannotTell, type Decision, type Effect } from './effect.ts';
import type { Flow } from './flow.ts';
import type { Source, SourcePart } from './flow-ends.ts';
import { notApplied, ONE_SUBNET, oneWay, type Towards } from './near-side.ts';
import { PacketSet } from './packet-set.ts';
import type { Routing, Way } from './routes.ts';
import { decideGroups, isStale, type Referenced } from './security-groups.ts';
import type { Control, DecidingRule } from './trace.ts';

type FarEffects = readonly [aclIn: Effect, groupsIn: Effect, aclReply: Effect, routeBack: Effect];

export class FarSide {
  readonly #controls: Controls;
  readonly #source: Source;
  readonly #part: SourcePart;
  readonly #flow: Flow;
  readonly #byPlace = new Map<string, FarEffects>();

  constructor(controls: Controls, source: Source, part: SourcePart, flow: Flow) {
    this.#controls = controls;
    this.#source = source;
    this.#part = part;
    this.#flow = flow;
  }

  effects(to: Towards): FarEffects {
    return remember(this.#byPlace, `${to.references} ${to.placeKey}`, () => [
      this.#acl('target-acl-in', to),
      this.#groups(to),
      this.#acl('target-acl-reply', to),
      this.#routeBack(to),
    ]);
  }

  #acl(control: 'target-acl-in' | 'target-acl-reply', to: Towards): Effect {
    const isReply = control === 'target-acl-reply';
    const ports = isReply ? this.#flow.sourcePorts : this.#flow.ports;
    const { addresses } = this.#part;
    const { subnetId } = to.place;
    if (isReply && !this.#flow.isRoundTrip) return this.#make(control, place(to), oneWay(this.#flow));
    if (to.isSameSubnet) return this.#make(control, place(to), ONE_SUBNET);
    if (subnetId === undefined) return this.#make(control, place(to), cannotTell(addresses, ports, to.place.note));
    const view = this.#controls.acl(subnetId, isReply, this.#flow.protocol);
    if (!view.known) return this.#make(control, subnetId, cannotTell(addresses, ports, view.because));
    return this.#make(control, view.value.side.acl.id, decideAcl(view.value.side, addresses, ports));
  }

  #groups(to: Towards): Effect {
    const control = 'target-security-groups';
    const { groups } = to.place;
    if (groups === 'none') return this.#make(control, place(to), notApplied('it has no security groups'));
    if (!groups.known) {
      return this.#make(control, place(to), cannotTell(this.#part.addresses, this.#flow.ports, groups.because));
    }
    const side = this.#controls.groups(groups.value, 'ingress', this.#flow);
    const decision = decideGroups(side, this.#part.addresses, (rule) => this.#referenced(rule, to));
    return this.#make(control, groups.value.join(' '), decision);
  }

  /** The private addresses of this source that carry the group which an inbound rule names. */
  #referenced(rule: SecurityGroupRule, { references }: Towards): Referenced {
    if (rule.peer.kind !== 'security-group' || isStale(rule) || references === 'lost') return AddressSet.empty;
    const { groupId } = rule.peer;
    const { kind, groups } = this.#source;
    if (kind === 'subnet') return this.#members(groupId);
    if (groups === 'none') return AddressSet.empty;
    if (!groups.known) return groups.because;
    if (!groups.value.includes(groupId)) return AddressSet.empty;
    // A transit gateway carries inbound references only where that is switched on, which no VPC call tells.
    if (references === 'unseen') return `whether the way carries the reference to ${groupId} cannot be seen`;
    return this.#part.addresses;
  }

  #members(groupId: string): Referenced {
    const { network, book } = this.#controls;
    if (!network.interfaces.all.known) return network.interfaces.all.because;
    const group = network.securityGroups.find(groupId);
    return group.known ? book.membersOf(groupId, this.#part.vpcId ?? '') : group.because;
  }

  #routeBack(to: Towards): Effect {
    const control = 'route-back';
    const { subnetId, note } = to.place;
    const { sourcePorts, isRoundTrip } = this.#flow;
    if (!isRoundTrip) return this.#make(control, place(to), oneWay(this.#flow));
    if (this.#source.kind === 'clients') {
      return this.#make(control, place(to), notApplied('the reply goes back through the load balancer'));
    }
    const unknown = (because: string) => cannotTell(this.#part.addresses, sourcePorts, because);
    if (subnetId === undefined) return this.#make(control, place(to), unknown(note));
    const routing = this.#controls.routing(subnetId);
    if (to.isSameSubnet) {
      const resource = routing.known ? routing.value.routeTableId : subnetId;
      return this.#make(control, resource, allows(to.way.because, to.way.deciding));
    }
    if (!routing.known) return this.#make(control, subnetId, unknown(routing.because));
    return this.#make(control, routing.value.routeTableId, this.#ways(routing.value));
  }

  /** The way back of each of the source's addresses. */
  #ways(routing: Routing): Decision {
    let blocked = PacketSet.empty;
    let unknown = PacketSet.empty;
    const telling: { readonly way: Way; readonly weight: number }[] = [];
    for (const { addresses, way } of routing.over(this.#part.addresses)) {
      const packets = PacketSet.rectangle(addresses, this.#flow.sourcePorts);
      const back = this.#homeward(way);
      if (back.verdict === 'dropped') blocked = blocked.union(packets);
      if (back.verdict === 'unseen') unknown = unknown.union(packets);
      telling.push({ way: back, weight: back.verdict === 'dropped' ? 2 : back.verdict === 'unseen' ? 1 : 0 });
    }
    const heaviest = Math.max(...telling.map(({ weight }) => weight));
    const ways = telling.filter(({ weight }) => weight === heaviest).map(({ way }) => way);
    return {
      blocked,
      unknown,
      because: [...new Set(ways.map(({ because }) => because))].join('; '),
      deciding: this.#fillDestination(ways[0]?.deciding),
    };
  }

  /** A reply that comes out in another VPC is lost: peers may have overlapping addresses. */
  #homeward(way: Way): Way {
    const { vpcId } = this.#part;
    if (way.verdict !== 'delivered' || vpcId === undefined || way.vpcId === vpcId) return way;
    return { ...way, verdict: 'dropped', because: `${way.because} leads to ${way.vpcId}, not back to ${vpcId}` };
  }

  #fillDestination(deciding: DecidingRule | undefined): DecidingRule | undefined {
    if (deciding?.kind !== 'no-route') return deciding;
    return { ...deciding, destination: this.#part.addresses.texts[0] ?? deciding.destination };
  }

  #make(control: Control, resource: string, decision: Decision): Effect {
    return this.#controls.makeEffect(control, resource, decision);
  }
}

const place = ({ place: { interfaceId, subnetId, vpcId } }: Towards): string =>
  interfaceId ?? subnetId ?? vpcId ?? 'the target';
