/** The snapshot: what AWS answered at one moment. A missing list means "not collected", an empty one "none". */
import * as z from 'zod';
import {
  attributeRecord,
  listenerRecord,
  loadBalancerRecord,
  ruleRecord,
  tagRecord,
  targetGroupRecord,
  targetHealthRecord,
} from './load-balancing.ts';
import {
  instanceRecord,
  instanceStatusRecord,
  networkAclRecord,
  networkInterfaceRecord,
  prefixListRecord,
  routeTableRecord,
  securityGroupRecord,
  subnetRecord,
  vpcPeeringConnectionRecord,
  vpcRecord,
} from './networking.ts';
import { alarmRecord, errorRecord, lambdaPolicyRecord, metricRecord, probeRecord } from './observation.ts';

const listOf = <T extends z.ZodType>(record: T) => z.array(record).optional();
const byArn = <T extends z.ZodType>(value: T) => z.record(z.string(), value).optional();

export const regionSnapshotSchema = z.looseObject({
  region: z.string().min(1),
  loadBalancers: listOf(loadBalancerRecord),
  loadBalancerAttributes: byArn(z.array(attributeRecord)),
  listeners: listOf(listenerRecord),
  rules: byArn(z.array(ruleRecord)),
  targetGroups: listOf(targetGroupRecord),
  targetGroupAttributes: byArn(z.array(attributeRecord)),
  targetHealth: byArn(z.array(targetHealthRecord)),
  tags: byArn(z.array(tagRecord)),
  instances: listOf(instanceRecord),
  instanceStatuses: listOf(instanceStatusRecord),
  networkInterfaces: listOf(networkInterfaceRecord),
  securityGroups: listOf(securityGroupRecord),
  networkAcls: listOf(networkAclRecord),
  routeTables: listOf(routeTableRecord),
  subnets: listOf(subnetRecord),
  vpcs: listOf(vpcRecord),
  vpcPeeringConnections: listOf(vpcPeeringConnectionRecord),
  prefixLists: listOf(prefixListRecord),
  alarms: listOf(alarmRecord),
  metrics: listOf(metricRecord),
  lambdaPolicies: byArn(lambdaPolicyRecord.nullable()),
  probes: listOf(probeRecord),
  errors: listOf(errorRecord),
});

export const snapshotSchema = z.looseObject({
  schema: z.literal('snapshot/1'),
  capturedAt: z.string().refine((value) => !Number.isNaN(Date.parse(value)), 'must be an ISO time'),
  accountId: z.string(),
  regions: z.array(regionSnapshotSchema),
});

export type RegionSnapshot = z.infer<typeof regionSnapshotSchema>;
export type Snapshot = z.infer<typeof snapshotSchema>;

/** The parts of a region's snapshot that come from AWS, each with the IAM action that reads it. */
export const SNAPSHOT_PARTS = {
  loadBalancers: 'elasticloadbalancing:DescribeLoadBalancers',
  loadBalancerAttributes: 'elasticloadbalancing:DescribeLoadBalancerAttributes',
  listeners: 'elasticloadbalancing:DescribeListeners',
  rules: 'elasticloadbalancing:DescribeRules',
  targetGroups: 'elasticloadbalancing:DescribeTargetGroups',
  targetGroupAttributes: 'elasticloadbalancing:DescribeTargetGroupAttributes',
  targetHealth: 'elasticloadbalancing:DescribeTargetHealth',
  tags: 'elasticloadbalancing:DescribeTags',
  instances: 'ec2:DescribeInstances',
  instanceStatuses: 'ec2:DescribeInstanceStatus',
  networkInterfaces: 'ec2:DescribeNetworkInterfaces',
  securityGroups: 'ec2:DescribeSecurityGroups',
  networkAcls: 'ec2:DescribeNetworkAcls',
  routeTables: 'ec2:DescribeRouteTables',
  subnets: 'ec2:DescribeSubnets',
  vpcs: 'ec2:DescribeVpcs',
  vpcPeeringConnections: 'ec2:DescribeVpcPeeringConnections',
  prefixLists: 'ec2:DescribeManagedPrefixLists',
  alarms: 'cloudwatch:DescribeAlarms',
  metrics: 'cloudwatch:GetMetricData',
  lambdaPolicies: 'lambda:GetPolicy',
} as const;

export type SnapshotPart = keyof typeof SNAPSHOT_PARTS;

/** The IAM action that reads the entries of a prefix list; listing the lists is another. */
export const PREFIX_LIST_ENTRIES_ACTION = 'ec2:GetManagedPrefixListEntries';
