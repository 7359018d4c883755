/** Reads load balancers, listeners, target groups and targets. */
import {
  DescribeLoadBalancerAttributesCommand,
  DescribeTagsCommand,
  DescribeTargetGroupAttributesCommand,
  DescribeTargetHealthCommand,
  type ElasticLoadBalancingV2Client,
  paginateDescribeListeners,
  paginateDescribeLoadBalancers,
  paginateDescribeRules,
  paginateDescribeTargetGroups,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import type { RegionSnapshot } from '../snapshot/snapshot.ts';
import { inChunks } from './map-limit.ts';
import { collectPages, type PartReader, requireList, toPart } from './part-reader.ts';

type Elb = ElasticLoadBalancingV2Client;

/** Elastic Load Balancing's paginators do not take a page size, its calls do. */
const PageSize = 400;
const ARNS_PER_TAGS_CALL = 20;

export function collectTargetGroups(reader: PartReader, client: Elb): Promise<RegionSnapshot['targetGroups']> {
  return reader.list('targetGroups', () =>
    collectPages(paginateDescribeTargetGroups({ client }, { PageSize }), (page) => page.TargetGroups),
  );
}

export function collectLoadBalancers(reader: PartReader, client: Elb): Promise<RegionSnapshot['loadBalancers']> {
  return reader.list('loadBalancers', () =>
    collectPages(paginateDescribeLoadBalancers({ client }, { PageSize }), (page) => page.LoadBalancers),
  );
}

export function collectTargetHealth(
  reader: PartReader,
  client: Elb,
  targetGroupArns: readonly string[],
): Promise<RegionSnapshot['targetHealth']> {
  return reader.entries('targetHealth', targetGroupArns, async (TargetGroupArn) => {
    const answer = await client.send(new DescribeTargetHealthCommand({ TargetGroupArn, Include: ['All'] }));
    return requireList(answer.TargetHealthDescriptions);
  });
}

export function collectTargetGroupAttributes(
  reader: PartReader,
  client: Elb,
  targetGroupArns: readonly string[],
): Promise<RegionSnapshot['targetGroupAttributes']> {
  return reader.entries('targetGroupAttributes', targetGroupArns, async (TargetGroupArn) => {
    const answer = await client.send(new DescribeTargetGroupAttributesCommand({ TargetGroupArn }));
    return requireList(answer.Attributes);
  });
}

export function collectLoadBalancerAttributes(
  reader: PartReader,
  client: Elb,
  loadBalancerArns: readonly string[],
): Promise<RegionSnapshot['loadBalancerAttributes']> {
  return reader.entries('loadBalancerAttributes', loadBalancerArns, async (LoadBalancerArn) => {
    const answer = await client.send(new DescribeLoadBalancerAttributesCommand({ LoadBalancerArn }));
    return requireList(answer.Attributes);
  });
}

/** One call per load balancer: a listener is listed by its load balancer or by its own ARN only. */
export async function collectListeners(
  reader: PartReader,
  client: Elb,
  loadBalancerArns: readonly string[],
): Promise<RegionSnapshot['listeners']> {
  const groups = loadBalancerArns.map((arn) => [arn]);
  const listeners = await reader.each(
    'listeners',
    'elasticloadbalancing:DescribeListeners',
    groups,
    async ([LoadBalancerArn]) => {
      const pages = paginateDescribeListeners({ client }, { LoadBalancerArn, PageSize });
      return toPart('listeners', await collectPages(pages, (page) => page.Listeners));
    },
  );
  return listeners?.flat();
}

export function collectRules(
  reader: PartReader,
  client: Elb,
  listenerArns: readonly string[],
): Promise<RegionSnapshot['rules']> {
  return reader.entries('rules', listenerArns, (ListenerArn) =>
    collectPages(paginateDescribeRules({ client }, { ListenerArn, PageSize }), (page) => page.Rules),
  );
}

export async function collectTags(
  reader: PartReader,
  client: Elb,
  arns: readonly string[],
): Promise<RegionSnapshot['tags']> {
  const answers = await reader.each(
    'tags',
    'elasticloadbalancing:DescribeTags',
    inChunks(arns, ARNS_PER_TAGS_CALL),
    async (ResourceArns) => {
      const answer = await client.send(new DescribeTagsCommand({ ResourceArns: [...ResourceArns] }));
      const described = requireList(answer.TagDescriptions);
      return toPart(
        'tags',
        Object.fromEntries(described.map(({ ResourceArn = '', Tags }) => [ResourceArn, Tags ?? []])),
      );
    },
  );
  return answers && Object.assign({}, ...answers);
}
