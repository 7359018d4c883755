/** Is there anything behind a target: a running instance, an interface that carries the address? */
import { hintOf } from '../../model/gathered.ts';
import type { Target } from '../../model/load-balancing.ts';
import type { NetworkInterface } from '../../model/network.ts';
import { parseAddress } from '../../network/address.ts';
import { AddressSet } from '../../network/address-set.ts';
import type { Subject } from '../subject.ts';
import { carriersOf } from '../target-instance.ts';

export interface Absence {
  /** What is the matter: `i-0a1 is stopped`. */
  readonly what: string;
  readonly instanceState?: string;
  readonly stateReason?: string;
  readonly sure: boolean;
}

const GONE = ['stopped', 'stopping', 'shutting-down', 'terminated'];

/** Undefined where the target is there, or where it cannot be told. */
export function absenceOf(subject: Subject, target: Target): Absence | undefined {
  const { targetType } = subject.targetGroup;
  if (targetType === 'instance') return instanceAbsence(subject, target);
  return targetType === 'ip' ? addressAbsence(subject, target) : undefined;
}

function instanceAbsence({ region }: Subject, { id }: Target): Absence | undefined {
  const all = hintOf(region.instances.all);
  if (!all) return undefined;
  const denied = region.unread.some(({ resource }) => resource === id);
  if (denied) return undefined;
  const instance = hintOf(region.instances.find(id));
  // A terminated instance is forgotten within the hour; a list without any instance may not have been asked for.
  if (!instance) return { what: `EC2 knows no instance ${id}`, sure: all.length > 0 };
  if (!GONE.includes(instance.state)) return undefined;
  const { state, stateReason } = instance;
  return { what: `${id} is ${state}`, instanceState: state, ...(stateReason ? { stateReason } : {}), sure: true };
}

/** An address of the group's own VPC that no network interface carries: its pod, task or host is gone. */
function addressAbsence(subject: Subject, { id }: Target): Absence | undefined {
  const { region, targetGroup } = subject;
  const interfaces = hintOf(region.network.interfaces.all);
  const address = parseAddress(id);
  if (!interfaces || !address || targetGroup.vpcId === undefined) return undefined;
  const subnets = (hintOf(region.network.subnets.all) ?? []).filter(({ vpcId }) => vpcId === targetGroup.vpcId);
  const subnet = subnets.find(({ ipv4, ipv6 }) => AddressSet.ofTexts([...(ipv4 ? [ipv4] : []), ...ipv6]).has(address));
  const vpc = hintOf(region.network.vpcs.find(targetGroup.vpcId));
  const isInside = subnet !== undefined || (vpc && AddressSet.ofTexts([...vpc.ipv4, ...vpc.ipv6]).has(address));
  const isHere = ({ vpcId }: NetworkInterface) => vpcId === undefined || vpcId === targetGroup.vpcId;
  if (!isInside || carriersOf(region, id).some(isHere)) return undefined;
  if (interfaces.some((each) => isHere(each) && AddressSet.ofTexts(each.prefixes).has(address))) return undefined;
  const where = subnet ? `, though it lies in ${subnet.id}` : '';
  return { what: `no network interface carries ${id}${where}`, sure: subnet !== undefined };
}
