/** The smallest rule that admits a flow at a security group. */
import { hintOf } from '../../model/gathered.ts';
import type { SecurityGroupRule } from '../../model/network.ts';
import type { Region } from '../../model/region.ts';
import { change, type Permission, type Remedy } from '../../remedy/remedy.ts';
import type { Subject } from '../subject.ts';
import type { Blockage, StoppedPath } from './blockage.ts';
import { describeGroups, protocolText, withoutHostLength } from './describe-flow.ts';
import { type FlowPorts, portsToOpen } from './flow-ports.ts';
import {
  familyOfPath,
  holdsReferences,
  leadingGroup,
  type Peer,
  sourceCidrs,
  subnetCidrs,
  touchedCidrs,
} from './other-side.ts';

/** Lets the load balancer in at the targets' group. */
export function admitSource(subject: Subject, { stopped }: Blockage): readonly Remedy[] {
  const { region } = subject;
  const [{ path }] = stopped;
  const { source, destination } = path.trace;
  const groupId = leadingGroup(region, destination.securityGroupIds, (group) =>
    group.ingress.some(({ peer }) => peer.kind === 'security-group' && source.securityGroupIds.includes(peer.groupId)),
  );
  if (groupId === undefined) return [];
  const permissions = distinct(
    stopped.flatMap((each) => {
      const ports = portsToOpen(subject, [each]);
      return toPermissions(ports, sourcePeers(region, each, ports));
    }),
  );
  if (permissions.length === 0) return [];
  const summary = `admit ${describePermissions(region, permissions, 'from')} in ${describeGroups(region, [groupId])}`;
  return [change(region.name, summary, { kind: 'authorize-security-group-ingress', groupId, permissions })];
}

function sourcePeers(region: Region, { path, step }: StoppedPath, ports: readonly FlowPorts[]): readonly Peer[] {
  const { source, destination } = path.trace;
  const groupId = leadingGroup(region, source.securityGroupIds);
  const rules = destination.securityGroupIds.flatMap(
    (id) => hintOf(region.network.securityGroups.find(id))?.ingress ?? [],
  );
  if (groupId !== undefined && holdsReferences(region, path) && !isNamedInVain(rules, groupId, ports)) {
    return [{ groupId }];
  }
  return touchedCidrs(sourceCidrs(region, path), step.blocked).map((cidr) => ({ cidr }));
}

/** A rule already names the group for these ports, and the flow is blocked all the same: references do not hold here. */
function isNamedInVain(rules: readonly SecurityGroupRule[], groupId: string, ports: readonly FlowPorts[]): boolean {
  return rules.some(
    ({ peer, protocol, ports: admitted }) =>
      peer.kind === 'security-group' &&
      peer.groupId === groupId &&
      ports.some(
        (each) =>
          (protocol === 'all' || protocol === each.protocol) &&
          (admitted === 'all' || (admitted.from <= each.from && each.to <= admitted.to)),
      ),
  );
}

/** Lets the load balancer's group out to the targets. */
export function letOut(subject: Subject, { stopped }: Blockage): readonly Remedy[] {
  const { region } = subject;
  const [{ path }] = stopped;
  const groupId = leadingGroup(region, path.trace.source.securityGroupIds);
  if (groupId === undefined) return [];
  const rules = path.trace.source.securityGroupIds.flatMap(
    (id) => hintOf(region.network.securityGroups.find(id))?.egress ?? [],
  );
  const permissions = distinct(
    stopped.flatMap((each) => {
      const ports = portsToOpen(subject, [each]);
      return toPermissions(ports, destinationPeers(region, each, rules, ports));
    }),
  );
  if (permissions.length === 0) return [];
  const summary = `let ${describePermissions(region, permissions, 'out to')} in ${describeGroups(region, [groupId])}`;
  return [change(region.name, summary, { kind: 'authorize-security-group-egress', groupId, permissions })];
}

function destinationPeers(
  region: Region,
  { path }: StoppedPath,
  rules: readonly SecurityGroupRule[],
  ports: readonly FlowPorts[],
): readonly Peer[] {
  const { destination } = path.trace;
  const groupId = leadingGroup(region, destination.securityGroupIds);
  if (groupId !== undefined && holdsReferences(region, path) && !isNamedInVain(rules, groupId, ports)) {
    return [{ groupId }];
  }
  return subnetCidrs(region, destination, familyOfPath(path)).map((cidr) => ({ cidr }));
}

function toPermissions(ports: readonly FlowPorts[], peers: readonly Peer[]): readonly Permission[] {
  return ports.flatMap(({ protocol, from, to }) =>
    peers.map((peer) => ({ protocol: protocolText(protocol), fromPort: from, toPort: to, peer })),
  );
}

const distinct = (permissions: readonly Permission[]): readonly Permission[] =>
  [...new Map(permissions.map((permission) => [JSON.stringify(permission), permission])).values()].sort(
    (a, b) => a.fromPort - b.fromPort,
  );

/** `tcp/8080 and tcp/9090 from sg-0f7 (shop-public)`. */
function describePermissions(region: Region, permissions: readonly Permission[], preposition: string): string {
  const ports = permissions.map(({ protocol, fromPort, toPort }) => {
    return `${protocol}/${fromPort === toPort ? fromPort : `${fromPort}–${toPort}`}`;
  });
  const peers = permissions.map(({ peer }) =>
    'groupId' in peer ? describeGroups(region, [peer.groupId]) : withoutHostLength(peer.cidr),
  );
  return `${[...new Set(ports)].join(' and ')} ${preposition} ${[...new Set(peers)].join(', ')}`;
}
