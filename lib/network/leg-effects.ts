/** What each control does on the legs of an approach. */
import type { ApproachClass } from './approach.ts';
import type { Controls } from './controls.ts';
import type { Effect } from './effect.ts';
import { aclIn, aclReplyOut, groupsIn, routeBack } from './far-side.ts';
import type { Flow } from './flow.ts';
import type { Source } from './flow-ends.ts';
import type { JudgedLeg } from './judge.ts';
import type { Course, Leg } from './leg.ts';
import { aclOut, aclReplyIn, groupsOut, route } from './near-side.ts';
import { Memory } from './remember.ts';

export interface LegEffects {
  legsOf(flow: Flow, approachClass: ApproachClass): readonly JudgedLeg[];
}

/** Replies do not depend on the port that was asked: flows that differ in it alone share what becomes of them. */
type Replies = readonly [Effect, Effect, Effect];

export function createLegEffects(controls: Controls, source: Source): LegEffects {
  const replies = new Memory<Replies>();
  const effectsOn = (flow: Flow, course: Course): readonly Effect[] => {
    const { part, address, place, placeId, way, references, isSameSubnet } = course;
    const memory = controls.effectsOf(part);
    const leg: Leg = { part, address, place, placeId, way, references, isSameSubnet, controls, source, flow, memory };
    const slot = replies.at(course).at(flow.sourcePortsKey);
    const back = slot.value ?? slot.keep([aclReplyOut(leg), routeBack(leg), aclReplyIn(leg)]);
    return [groupsOut(leg), aclOut(leg), route(leg), aclIn(leg), groupsIn(leg), ...back];
  };
  return {
    legsOf: (flow, { courses }) =>
      courses.map((course) => ({
        addresses: course.part.addresses,
        sendsFrom: course.part.sendsFrom,
        ports: flow.ports,
        sourcePorts: flow.sourcePorts,
        effects: effectsOn(flow, course),
      })),
  };
}
