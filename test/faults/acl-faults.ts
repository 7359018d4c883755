import type { NetworkAclEntryRecord } from '../../lib/snapshot/networking.ts';
import type { Fault } from './fault.ts';
import {
  anywhere,
  checkPorts,
  cidrsOf,
  isInSubnets,
  isIpv6,
  loadBalancerSubnets,
  ownAcl,
  type Scene,
  sendsPackets,
  targetSubnets,
} from './scene.ts';
import { timesOut } from './symptoms.ts';

/** Where an ACL can stop a health check: the side, and whether packets leave or enter its subnets. */
interface Leg {
  readonly cause: string;
  readonly side: 'load-balancer' | 'target';
  readonly egress: boolean;
  readonly carries: 'request' | 'reply';
}

const LEGS: readonly Leg[] = [
  { cause: 'load-balancer-acl-blocks-request', side: 'load-balancer', egress: true, carries: 'request' },
  { cause: 'target-acl-blocks-request', side: 'target', egress: false, carries: 'request' },
  { cause: 'target-acl-blocks-reply', side: 'target', egress: true, carries: 'reply' },
  { cause: 'load-balancer-acl-blocks-reply', side: 'load-balancer', egress: false, carries: 'reply' },
];

/** ACLs do not apply within a subnet, so the load balancer and its targets must be in different ones. */
function crossesSubnets(scene: Scene): boolean {
  const sources = loadBalancerSubnets(scene);
  return sendsPackets(scene) && targetSubnets(scene).every((id) => !sources.includes(id));
}

/** An ACL of their own for the subnets of the leg's side, and its entries. */
function entriesOf(scene: Scene, { side }: Leg): NetworkAclEntryRecord[] {
  const subnets = side === 'target' ? targetSubnets(scene) : loadBalancerSubnets(scene);
  const acl = ownAcl(scene, `acl-${subnets[0]?.slice('subnet-'.length)}`, subnets);
  acl.Entries ??= [];
  return acl.Entries;
}

function entry(
  { egress }: Leg,
  action: 'allow' | 'deny',
  number: number,
  cidr: string,
  [From, To]: readonly [number, number],
): NetworkAclEntryRecord {
  const network = cidr.includes(':') ? { Ipv6CidrBlock: cidr } : { CidrBlock: cidr };
  return { RuleNumber: number, Protocol: '6', RuleAction: action, Egress: egress, ...network, PortRange: { From, To } };
}

const portsOf = (scene: Scene, { carries }: Leg): readonly [number, number] =>
  carries === 'reply' ? [1024, 65535] : [Math.min(...checkPorts(scene)), Math.max(...checkPorts(scene))];

function removeAllows(entries: NetworkAclEntryRecord[], { egress }: Leg, ipv6: boolean): void {
  const kept = entries.filter(
    ({ Egress, RuleAction, Ipv6CidrBlock }) =>
      Egress !== egress || RuleAction === 'deny' || (Ipv6CidrBlock != null) !== ipv6,
  );
  entries.splice(0, entries.length, ...kept);
}

const legFaults = (leg: Leg): readonly Fault[] => {
  const common = { cause: leg.cause, layer: 'network', fix: 'change', appliesTo: crossesSubnets } as const;
  const where = `the ACL of the ${leg.side === 'target' ? 'targets' : 'load balancer'}`;
  const what = `${leg.carries === 'reply' ? 'replies' : 'requests'} going ${leg.egress ? 'out' : 'in'}`;
  return [
    {
      ...common,
      name: `${where} denies ${what}`,
      inject(scene) {
        entriesOf(scene, leg).unshift(entry(leg, 'deny', 1, anywhere(scene), portsOf(scene, leg)));
        timesOut(scene);
      },
    },
    {
      ...common,
      name: `${where} has no entry for ${what}`,
      inject(scene) {
        const entries = entriesOf(scene, leg);
        removeAllows(entries, leg, isIpv6(scene));
        entries.push(entry(leg, 'allow', 100, anywhere(scene), [22, 22]));
        timesOut(scene);
      },
    },
    {
      ...common,
      name: `${where} denies ${what}, to or from one subnet of the other side`,
      inject(scene) {
        const others = leg.side === 'target' ? loadBalancerSubnets(scene) : targetSubnets(scene);
        const [cidr = ''] = cidrsOf(scene, others);
        entriesOf(scene, leg).push(entry(leg, 'deny', 2, cidr, portsOf(scene, leg)));
        const spared = leg.side === 'target' ? [] : others.slice(1);
        timesOut(scene, (target) => !isInSubnets(scene, target.Target.Id, spared));
      },
    },
  ];
};

/** Allows the top of the ephemeral range only, as Windows hosts would need. */
const shortRange = (leg: Leg): Fault => ({
  name: `the ACL of the ${leg.side} allows replies ${leg.egress ? 'out' : 'in'} on 49152–65535 only`,
  cause: leg.cause,
  layer: 'network',
  fix: 'change',
  appliesTo: crossesSubnets,
  inject(scene) {
    const entries = entriesOf(scene, leg);
    removeAllows(entries, leg, isIpv6(scene));
    entries.push(entry(leg, 'allow', 100, anywhere(scene), [49152, 65535]));
    timesOut(scene);
  },
});

/** A hole in the middle of the replies' range, before the entry that allows all of it. */
const holed = (leg: Leg): Fault => ({
  name: `the ACL of the ${leg.side} denies replies ${leg.egress ? 'out' : 'in'} on 32768–60999`,
  cause: leg.cause,
  layer: 'network',
  fix: 'change',
  appliesTo: crossesSubnets,
  inject(scene) {
    entriesOf(scene, leg).push(entry(leg, 'deny', 3, anywhere(scene), [32768, 60999]));
    timesOut(scene);
  },
});

const replies = LEGS.filter(({ carries }) => carries === 'reply');

export const aclFaults: readonly Fault[] = [
  ...LEGS.flatMap(legFaults),
  ...replies.map(shortRange),
  ...replies.map(holed),
];
