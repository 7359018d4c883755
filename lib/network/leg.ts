/** One part of a source on its way to one destination. */
import type { Address } from './address.ts';
import type { Controls } from './controls.ts';
import { type Decision, notApplied } from './effect.ts';
import type { EffectMemory } from './effect-memory.ts';
import { type Flow, protocolName } from './flow.ts';
import type { Place, Source, SourcePart } from './flow-ends.ts';
import type { References, Way } from './routes.ts';

/** Where it leads, whatever is asked about there. */
export interface Course {
  readonly part: SourcePart;
  readonly address: Address;
  readonly place: Place;
  /** Equal for places that no control tells apart. */
  readonly placeId: number;
  readonly way: Way;
  readonly references: Exclude<References, 'by-place'>;
  readonly isSameSubnet: boolean;
}

/** Everything that a control may ask about. */
export interface Leg extends Course {
  readonly controls: Controls;
  readonly source: Source;
  readonly flow: Flow;
  readonly memory: EffectMemory;
}

export const ONE_SUBNET = notApplied('one subnet: network ACLs do not apply within it');

export const oneWay = ({ protocol }: Flow): Decision =>
  notApplied(`only the way there is asked about for ${protocolName(protocol)}`);
