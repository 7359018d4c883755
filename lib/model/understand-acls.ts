import type { NetworkAclEntryRecord, NetworkAclRecord } from '../snapshot/networking.ts';
import type { AclEntry, Family, NetworkAcl } from './network.ts';
import { texts } from './understand-part.ts';
import { toIcmp, toPorts, toProtocol } from './understand-protocol.ts';

export function toNetworkAcl(record: NetworkAclRecord): NetworkAcl {
  return {
    id: record.NetworkAclId,
    vpcId: record.VpcId ?? undefined,
    isDefault: record.IsDefault ?? false,
    entries: (record.Entries ?? []).flatMap(toAclEntry),
    unreadable: (record.Entries ?? [])
      .filter((entry) => toAclEntry(entry).length === 0)
      .map(({ RuleNumber }) => (RuleNumber == null ? 'an entry without a number' : `entry ${RuleNumber}`)),
    subnetIds: texts(record.Associations?.map(({ SubnetId }) => SubnetId)),
  };
}

function toAclEntry(record: NetworkAclEntryRecord): readonly AclEntry[] {
  const protocol = toProtocol(record.Protocol);
  const cidr = record.CidrBlock ?? record.Ipv6CidrBlock;
  if (protocol === undefined || cidr == null || record.RuleNumber == null) return [];
  const family: Family = record.CidrBlock == null ? 'ipv6' : 'ipv4';
  const isIcmp = protocol === 1 || protocol === 58;
  const hasPorts = protocol === 6 || protocol === 17;
  return [
    {
      ruleNumber: record.RuleNumber,
      egress: record.Egress ?? false,
      action: record.RuleAction === 'allow' ? 'allow' : 'deny',
      protocol,
      ports: hasPorts ? toPorts(record.PortRange?.From, record.PortRange?.To) : 'all',
      ...(isIcmp ? { icmp: toIcmp(record.IcmpTypeCode?.Type, record.IcmpTypeCode?.Code) } : {}),
      cidr,
      family,
    },
  ];
}
