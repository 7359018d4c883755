/** What tracing shares: readings of the network, who sends, where targets are, and traces by class. */
import type { Gathered } from '../model/gathered.ts';
import type { LoadBalancer, Target, TargetGroup } from '../model/load-balancing.ts';
import type { Family } from '../model/network.ts';
import type { Region } from '../model/region.ts';
import type { AddressSet } from './address-set.ts';
import { keepsClientAddresses } from './client-addresses.ts';
import { type Controls, createControls } from './controls.ts';
import { crossesZones } from './cross-zone.ts';
import type { Destination, Source } from './flow-ends.ts';
import { Memory, remember } from './remember.ts';
import { clientSource, loadBalancerSource } from './sources.ts';
import { destinationsOf } from './targets.ts';
import { createTracer, type Tracer } from './trace-flow.ts';

/** A target group on one of its load balancers. */
export interface Attachment {
  readonly group: TargetGroup;
  readonly loadBalancer: LoadBalancer;
  readonly keepsClientAddresses: Gathered<boolean>;
  readonly crossesZones: Gathered<boolean>;
}

export interface Engine {
  readonly region: Region;
  readonly controls: Controls;
  readonly tracer: Tracer;
  /** The load balancers of a group that are in the snapshot. */
  attachmentsOf(group: TargetGroup): readonly Attachment[];
  loadBalancerSource(loadBalancer: LoadBalancer, family: Family): Source;
  clientSource(loadBalancer: LoadBalancer, family: Family, clients?: AddressSet): Source;
  destinationsOf(group: TargetGroup, target: Target): Gathered<readonly Destination[]>;
  /** With cross-zone load balancing off a target is reached only from the node of its own zone. */
  inZone(source: Source, zone: string): Source;
}

export function createEngine(region: Region): Engine {
  const controls = createControls(region.network);
  const attachments = new Map<TargetGroup, readonly Attachment[]>();
  const nodes = new Memory<Source>();
  const clients = new Memory<Source>();
  const zonal = new Memory<Source>();
  return {
    region,
    controls,
    tracer: createTracer(controls),
    attachmentsOf: (group) => remember(attachments, group, () => attachmentsOf(region, group)),
    loadBalancerSource(loadBalancer, family) {
      const slot = nodes.at(loadBalancer).at(family);
      return slot.value ?? slot.keep(loadBalancerSource(controls, loadBalancer, family));
    },
    clientSource(loadBalancer, family, addresses) {
      const slot = clients.at(loadBalancer).at(family).at(addresses?.texts.join());
      return slot.value ?? slot.keep(clientSource(controls, loadBalancer, family, addresses));
    },
    destinationsOf: (group, target) => destinationsOf(controls, region, group, target),
    inZone(source, zone) {
      const slot = zonal.at(source).at(zone);
      return slot.value ?? slot.keep(inZone(source, zone));
    },
  };
}

function attachmentsOf({ loadBalancers }: Region, group: TargetGroup): readonly Attachment[] {
  return group.loadBalancerArns.flatMap((arn) => {
    const found = loadBalancers.find(arn);
    if (!found.known) return [];
    const loadBalancer = found.value;
    return {
      group,
      loadBalancer,
      keepsClientAddresses: keepsClientAddresses(loadBalancer, group),
      crossesZones: crossesZones(loadBalancer, group),
    };
  });
}

function inZone(source: Source, zone: string): Source {
  const parts = source.parts.filter((part) => part.zone === zone);
  if (parts.length === source.parts.length) return source;
  if (parts.length === 0) {
    return { ...source, notes: [...source.notes, `${source.end.label} has no node in ${zone}`] };
  }
  return { ...source, parts };
}
