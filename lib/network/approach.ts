/** Which ways the packets of a source take to a destination, and where they arrive, whatever is asked about there. */
import { printAddress } from './address.ts';
import type { Controls } from './controls.ts';
import {
  type Destination,
  endIn,
  joinEnds,
  joinNotes,
  nowhere,
  type Place,
  type Source,
  type SourcePart,
} from './flow-ends.ts';
import type { Course } from './leg.ts';
import { Memory, remember } from './remember.ts';
import { direct, otherSide, type References, unread, unseen, type Way } from './routes.ts';
import type { FlowEnd } from './trace.ts';

export interface Approach {
  readonly approachClass: ApproachClass;
  /** Where the packets arrive. */
  readonly end: FlowEnd;
  /** What is not known of it; empty where all is. */
  readonly note: string;
}

/** Destinations that nothing on the way tells apart: every control does the same to packets for any of them. */
export interface ApproachClass {
  /** One for each part of the source, to one of the destinations. */
  readonly courses: readonly Course[];
}

/** The approaches from one source with one protocol. */
export function createApproaches(
  controls: Controls,
  source: Source,
  protocol: number,
): (destination: Destination) => Approach {
  const slabs = controls.slabsOf(source, protocol);
  const approaches = new Map<Destination, Approach>();
  const classes = new Memory<ApproachClass>();
  const arrivalsAt = (destination: Destination) =>
    source.parts.map((part) => whereTo(controls, source, part, destination));
  const classOf = (destination: Destination, arrivals: readonly Arriving[]): ApproachClass => ({
    courses: arrivals.map((arrival) => courseTo(controls, destination, arrival)),
  });
  const approachTo = (destination: Destination): Approach => {
    const arrivals = arrivalsAt(destination);
    let byPlaces = classes.at(slabs.at(destination.address));
    for (const { place } of arrivals) byPlaces = byPlaces.at(controls.places.idOf(place));
    const approachClass = byPlaces.value ?? byPlaces.keep(classOf(destination, arrivals));
    const places = [...new Set(arrivals.map(({ place }) => place))];
    return { approachClass, end: endAt(destination, places), note: joinNotes(places.map(({ note }) => note)) };
  };
  return (destination) => {
    const { address, placed } = destination;
    if (placed === undefined) return remember(approaches, destination, () => approachTo(destination));
    // An interface is where it is, whichever ways lead there.
    const byPlace = classes.at(slabs.at(address)).at('placed').at(placed.placeId);
    const approachClass = byPlace.value ?? byPlace.keep(classOf(destination, arrivalsAt(destination)));
    return { approachClass, end: placed.end, note: placed.place.note };
  };
}

/** An address that the parts of a source may find in several networks. */
const endAt = ({ label, address }: Destination, places: readonly Place[]): FlowEnd =>
  joinEnds(
    label,
    places.map((place) => endIn(label, address, place)),
  );

interface Arriving {
  readonly part: SourcePart;
  readonly way: Way;
  readonly place: Place;
}

function courseTo(controls: Controls, { address }: Destination, { part, way, place }: Arriving): Course {
  return {
    part,
    address,
    place,
    placeId: controls.places.idOf(place),
    way,
    references: referencesOn(controls, part, place, way),
    isSameSubnet: isSameSubnet(part, place),
  };
}

const isSameSubnet = (part: SourcePart, place: Place): boolean =>
  part.subnetId !== undefined && part.subnetId === place.subnetId;

function whereTo(controls: Controls, source: Source, part: SourcePart, destination: Destination): Arriving {
  const way = wayFrom(controls, source, part, destination);
  if (destination.placed === undefined) return lookFor(controls, part, way, destination);
  const { place } = destination.placed;
  if (isSameSubnet(part, place)) return { part, way: direct(part.vpcId, way), place };
  if (way.verdict !== 'delivered' || place.vpcId === undefined || way.vpcId === place.vpcId)
    return { part, way, place };
  const because = `${way.because} leads to ${way.vpcId}, not to ${place.vpcId}`;
  return { part, way: { ...way, verdict: 'dropped', because, references: 'by-place' }, place };
}

/** Routes decide in which VPC an address is looked for: VPCs may overlap. */
function lookFor(controls: Controls, part: SourcePart, way: Way, destination: Destination): Arriving {
  const own = part.vpcId === undefined ? undefined : controls.places.at(part.vpcId, destination.address);
  if (own !== undefined && isSameSubnet(part, own)) return { part, way: direct(part.vpcId, way), place: own };
  const vpcId = way.verdict === 'delivered' ? way.vpcId : likelyVpc(controls, part, destination);
  const place = vpcId === undefined ? outside(destination) : located(controls, vpcId, way, destination);
  return { part, way, place };
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
