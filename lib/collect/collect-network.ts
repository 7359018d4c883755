/** Reads the network around target groups: their VPCs, the interfaces at both ends, and what the rules name. */
import {
  type EC2Client,
  type Filter,
  paginateDescribeManagedPrefixLists,
  paginateDescribeNetworkAcls,
  paginateDescribeRouteTables,
  paginateDescribeSecurityGroups,
  paginateDescribeSubnets,
  paginateDescribeVpcPeeringConnections,
  paginateDescribeVpcs,
  paginateGetManagedPrefixListEntries,
  type VpcPeeringConnection,
} from '@aws-sdk/client-ec2';
import type { SecurityGroupRecord } from '../snapshot/networking.ts';
import { PREFIX_LIST_ENTRIES_ACTION, type RegionSnapshot } from '../snapshot/snapshot.ts';
import { inChunks } from './map-limit.ts';
import { collectPages, distinct, type PartReader, toPart } from './part-reader.ts';

const PAGE_SIZE = 1000;
/** Route tables and prefix lists come in smaller pages. */
const SMALL_PAGE_SIZE = 100;
const VALUES_PER_FILTER = 200;

/** Reads once per filter that AWS takes, since it takes so many values and no more. */
export async function collectByFilter<Item>(
  name: string,
  values: readonly string[],
  read: (filters: Filter[]) => Promise<readonly Item[]>,
): Promise<readonly Item[]> {
  const answers: (readonly Item[])[] = [];
  for (const chunk of inChunks(values, VALUES_PER_FILTER))
    answers.push(await read([{ Name: name, Values: [...chunk] }]));
  return answers.flat();
}

/** The peerings of these VPCs. Filters are joined by "and", so each side is asked for by itself. */
export function collectPeeringConnections(
  reader: PartReader,
  client: EC2Client,
  vpcIds: readonly string[],
): Promise<RegionSnapshot['vpcPeeringConnections']> {
  const sides = ['requester-vpc-info.vpc-id', 'accepter-vpc-info.vpc-id'];
  return reader.list('vpcPeeringConnections', async () => {
    const byId = new Map<string | undefined, VpcPeeringConnection>();
    for (const side of sides) {
      const found = await collectByFilter(side, vpcIds, (Filters) =>
        collectPages(
          paginateDescribeVpcPeeringConnections({ client, pageSize: PAGE_SIZE }, { Filters }),
          (page) => page.VpcPeeringConnections,
        ),
      );
      for (const connection of found) byId.set(connection.VpcPeeringConnectionId, connection);
    }
    return [...byId.values()];
  });
}

export type VpcParts = Pick<RegionSnapshot, 'vpcs' | 'subnets' | 'networkAcls' | 'routeTables'>;

/** What belongs to the VPCs as wholes. */
export async function collectVpcs(reader: PartReader, client: EC2Client, vpcIds: readonly string[]): Promise<VpcParts> {
  const config = { client, pageSize: PAGE_SIZE };
  const ofVpcs = <Item>(read: (filters: Filter[]) => Promise<readonly Item[]>) =>
    collectByFilter('vpc-id', vpcIds, read);
  const [vpcs, subnets, networkAcls, routeTables] = await Promise.all([
    reader.list('vpcs', () =>
      ofVpcs((Filters) => collectPages(paginateDescribeVpcs(config, { Filters }), (page) => page.Vpcs)),
    ),
    reader.list('subnets', () =>
      ofVpcs((Filters) => collectPages(paginateDescribeSubnets(config, { Filters }), (page) => page.Subnets)),
    ),
    reader.list('networkAcls', () =>
      ofVpcs((Filters) => collectPages(paginateDescribeNetworkAcls(config, { Filters }), (page) => page.NetworkAcls)),
    ),
    reader.list('routeTables', () =>
      ofVpcs((Filters) =>
        collectPages(
          paginateDescribeRouteTables({ client, pageSize: SMALL_PAGE_SIZE }, { Filters }),
          (page) => page.RouteTables,
        ),
      ),
    ),
  ]);
  return {
    ...(vpcs && { vpcs }),
    ...(subnets && { subnets }),
    ...(networkAcls && { networkAcls }),
    ...(routeTables && { routeTables }),
  };
}

/** These groups and the groups that their rules name. By filter: one id that is gone would fail a call by ids. */
export function collectSecurityGroups(
  reader: PartReader,
  client: EC2Client,
  groupIds: readonly string[],
): Promise<RegionSnapshot['securityGroups']> {
  const byIds = (ids: readonly string[]) =>
    collectByFilter('group-id', ids, (Filters) =>
      collectPages(
        paginateDescribeSecurityGroups({ client, pageSize: PAGE_SIZE }, { Filters }),
        (page) => page.SecurityGroups,
      ),
    );
  return reader.list('securityGroups', async () => {
    const own = toPart('securityGroups', await byIds(groupIds));
    const known = new Set(groupIds);
    return [...own, ...(await byIds(groupsNamedBy(own).filter((id) => !known.has(id))))];
  });
}

function permissionsOf({ IpPermissions, IpPermissionsEgress }: SecurityGroupRecord) {
  return [...(IpPermissions ?? []), ...(IpPermissionsEgress ?? [])];
}

function groupsNamedBy(groups: readonly SecurityGroupRecord[]): readonly string[] {
  const pairs = groups.flatMap(permissionsOf).flatMap(({ UserIdGroupPairs }) => UserIdGroupPairs ?? []);
  return distinct(pairs.map(({ GroupId }) => GroupId));
}

/** The prefix lists that rules and routes name, AWS's own among them. */
export function prefixListsNamedBy({
  securityGroups,
  routeTables,
}: Pick<RegionSnapshot, 'securityGroups' | 'routeTables'>): readonly string[] {
  const inRules = (securityGroups ?? [])
    .flatMap(permissionsOf)
    .flatMap(({ PrefixListIds }) => PrefixListIds ?? [])
    .map(({ PrefixListId }) => PrefixListId);
  const inRoutes = (routeTables ?? [])
    .flatMap(({ Routes }) => Routes ?? [])
    .map(({ DestinationPrefixListId }) => DestinationPrefixListId);
  return distinct([...inRules, ...inRoutes]);
}

/** Prefix lists with their entries. A list whose entries cannot be read is left out. */
export async function collectPrefixLists(
  reader: PartReader,
  client: EC2Client,
  ids: readonly string[],
): Promise<RegionSnapshot['prefixLists']> {
  const described = await reader.list('prefixLists', () =>
    collectByFilter('prefix-list-id', ids, (Filters) =>
      collectPages(
        paginateDescribeManagedPrefixLists({ client, pageSize: SMALL_PAGE_SIZE }, { Filters }),
        (page) => page.PrefixLists,
      ),
    ),
  );
  if (described === undefined) return undefined;
  const byId = new Map(described.map((list) => [list.PrefixListId, list]));
  const groups = [...byId.keys()].map((id) => [id]);
  const lists = await reader.each('prefixLists', PREFIX_LIST_ENTRIES_ACTION, groups, async ([PrefixListId = '']) => {
    const pages = paginateGetManagedPrefixListEntries({ client, pageSize: SMALL_PAGE_SIZE }, { PrefixListId });
    const Entries = await collectPages(pages, (page) => page.Entries);
    return toPart('prefixLists', [{ ...byId.get(PrefixListId), Entries }]);
  });
  return lists?.flat();
}
