/** One source with one flow: which way it takes to a destination, and what each control does on it. */
import { printAddress } from './address.ts';
import type { Controls } from './controls.ts';
import type { Effect } from './effect.ts';
import { aclIn, aclReplyOut, groupsIn, routeBack } from './far-side.ts';
import type { Flow } from './flow.ts';
import { type Destination, nowhere, type Place, type Source, type SourcePart } from './flow-ends.ts';
import type { Leg } from './leg.ts';
import { aclOut, aclReplyIn, groupsOut, route } from './near-side.ts';
import { remember } from './remember.ts';
import { direct, otherSide, type References, unread, unseen, type Way } from './routes.ts';

/** Legs on which every control does the same. */
export interface LegClass {
  readonly id: string;
  /** One per control, in the packet's order. */
  readonly effects: readonly Effect[];
}

export interface Arrival {
  readonly part: SourcePart;
  readonly place: Place;
  readonly legClass: LegClass;
}

export interface Sender {
  /** What becomes of packets to a destination, from each part of the source. */
  reach(destination: Destination): readonly Arrival[];
}

/** What legs of all flows share. */
export interface LegMemory {
  /** By the ids of their effects. */
  readonly classes: Map<string, LegClass>;
  readonly replies: Map<SourcePart, ReplyMemory>;
}

export const createLegMemory = (): LegMemory => ({ classes: new Map(), replies: new Map() });

export function createSender(controls: Controls, source: Source, flow: Flow, legs: LegMemory): Sender {
  const reaches = source.parts.map((part) => createReach(controls, source, part, flow, legs));
  return { reach: (destination) => reaches.map((reach) => reach(destination)) };
}

function createReach(
  controls: Controls,
  source: Source,
  part: SourcePart,
  flow: Flow,
  legs: LegMemory,
): (destination: Destination) => Arrival {
  const slabs = controls.slabsOf(part, source.groups, flow.protocol);
  const classes = new Map<number, Map<number, LegClass>>();
  const memory = controls.effectsOf(part);
  return (destination) => {
    const { address } = destination;
    const { way, place } = whereTo(controls, source, part, destination);
    const placeId = controls.places.idOf(place);
    const bySlab = remember(classes, placeId, () => new Map<number, LegClass>());
    const slab = slabs.at(address);
    const legClass = remember(bySlab, slab, () => {
      const references = referencesOn(controls, part, place, way);
      const known = { controls, source, part, flow, memory };
      const leg = { ...known, address, place, placeId, way, references, isSameSubnet: isSameSubnet(part, place) };
      const effects = effectsOn(leg, recallReplies(leg, slab, legs.replies));
      return remember(legs.classes, idsOf(effects), () => ({ id: legs.classes.size.toString(36), effects }));
    });
    return { part, place, legClass };
  };
}

function effectsOn(leg: Leg, replies: Replies): readonly Effect[] {
  const [replyOut, wayBack, replyIn] = replies;
  return [groupsOut(leg), aclOut(leg), route(leg), aclIn(leg), groupsIn(leg), replyOut, wayBack, replyIn];
}

function idsOf(effects: readonly Effect[]): string {
  let ids = '';
  for (const { id } of effects) ids += `${id} `;
  return ids;
}

/** Replies do not depend on the port that was asked: flows that differ in it alone share what becomes of them. */
type Replies = readonly [Effect, Effect, Effect];
type ReplyMemory = Map<string, Map<number, Map<number, Replies>>>;

function recallReplies(leg: Leg, slab: number, memories: LegMemory['replies']): Replies {
  const ofPart = remember(memories, leg.part, (): ReplyMemory => new Map());
  const ofPorts = remember(ofPart, leg.flow.sourcePortsKey, () => new Map<number, Map<number, Replies>>());
  const ofPlace = remember(ofPorts, leg.placeId, () => new Map<number, Replies>());
  return remember(ofPlace, slab, () => [aclReplyOut(leg), routeBack(leg), aclReplyIn(leg)]);
}

const isSameSubnet = (part: SourcePart, place: Place): boolean =>
  part.subnetId !== undefined && part.subnetId === place.subnetId;

/** Routes decide in which VPC an address is looked for: VPCs may overlap. */
function whereTo(
  controls: Controls,
  source: Source,
  part: SourcePart,
  destination: Destination,
): { readonly way: Way; readonly place: Place } {
  const way = wayFrom(controls, source, part, destination);
  const known =
    destination.place ?? (part.vpcId === undefined ? undefined : controls.places.at(part.vpcId, destination.address));
  if (known !== undefined && isSameSubnet(part, known)) return { way: direct(part.vpcId, way), place: known };
  if (destination.place === undefined) {
    const vpcId = way.verdict === 'delivered' ? way.vpcId : likelyVpc(controls, part, destination);
    return { way, place: vpcId === undefined ? outside(destination) : located(controls, vpcId, way, destination) };
  }
  const { vpcId } = destination.place;
  if (way.verdict !== 'delivered' || vpcId === undefined || way.vpcId === vpcId)
    return { way, place: destination.place };
  const because = `${way.because} leads to ${way.vpcId}; ${destination.label} is in ${vpcId}`;
  return { way: { ...way, verdict: 'dropped', because, references: 'by-place' }, place: destination.place };
}

function wayFrom(controls: Controls, source: Source, part: SourcePart, { address }: Destination): Way {
  if (part.subnetId === undefined) {
    return unseen(
      source.kind === 'outside' ? `what lies between ${source.end.label} and the VPC cannot be seen` : part.note,
    );
  }
  const routing = controls.routing(part.subnetId);
  return routing.known ? routing.value.at(address) : unread(routing.because);
}

function located(controls: Controls, vpcId: string, way: Way, { address }: Destination): Place {
  if (way.region === undefined) return controls.places.at(vpcId, address);
  return { ...nowhere(`${vpcId} is in ${way.region}, outside this region's snapshot`), vpcId };
}

const outside = ({ address }: Destination): Place =>
  nowhere(`${printAddress(address)} is outside every network in the snapshot that could be meant`);

/** Where an address would be if the packet got there: the VPC in question, the sender's own, or one peered with it. */
function likelyVpc(controls: Controls, part: SourcePart, { address, vpcId }: Destination): string | undefined {
  const has = (id: string | undefined): id is string => {
    const range = id === undefined ? undefined : controls.book.addressesOfVpc(id);
    return range?.known === true && range.value.has(address);
  };
  const own = [part.vpcId, vpcId].find(has);
  if (own !== undefined || part.vpcId === undefined) return own;
  const candidates = peersOf(controls, part.vpcId).filter(({ other }) => has(other));
  return new Set(candidates.map(({ other }) => other)).size === 1 ? candidates[0]?.other : undefined;
}

function peersOf({ network }: Controls, vpcId: string) {
  const all = network.peeringConnections.all;
  return (all.known ? all.value : []).flatMap((peering) => {
    const side = otherSide(peering, vpcId);
    if (side?.vpcId === undefined) return [];
    const isHere = side.region === undefined || side.region === network.region;
    return [{ other: side.vpcId, carriesReferences: peering.status === 'active' && isHere }];
  });
}

/** Where the way itself does not tell, references work within a VPC and between peers of one region. */
function referencesOn(controls: Controls, part: SourcePart, place: Place, way: Way): Exclude<References, 'by-place'> {
  if (way.references !== 'by-place') return way.references;
  if (part.vpcId === undefined || place.vpcId === undefined) return 'lost';
  if (part.vpcId === place.vpcId) return 'valid';
  if (!controls.network.peeringConnections.all.known) return 'unseen';
  const peers = peersOf(controls, part.vpcId);
  return peers.some(({ other, carriesReferences }) => other === place.vpcId && carriesReferences) ? 'valid' : 'lost';
}
