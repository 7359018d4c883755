/** docs/permissions.md: what is read, why, and the policy to paste. */

const PURPOSES: Readonly<Record<string, string>> = {
  'elasticloadbalancing:DescribeLoadBalancers': 'zones, subnets and security groups of each load balancer',
  'elasticloadbalancing:DescribeLoadBalancerAttributes': 'idle timeout, cross-zone, zonal shift',
  'elasticloadbalancing:DescribeListeners': 'which listeners forward to a target group',
  'elasticloadbalancing:DescribeRules': 'which rules forward to a target group, and their weights',
  'elasticloadbalancing:DescribeTargetGroups':
    'the target groups and their health checks; without it nothing is audited',
  'elasticloadbalancing:DescribeTargetGroupAttributes': 'client IP preservation, slow start, fail-open thresholds',
  'elasticloadbalancing:DescribeTargetHealth': 'the state of each target and its reason',
  'elasticloadbalancing:DescribeTags': 'mutes, and hints at what runs there',
  'ec2:DescribeInstances': 'whether an instance runs, and its interfaces',
  'ec2:DescribeInstanceStatus': 'status checks of instances',
  'ec2:DescribeNetworkInterfaces': 'addresses and security groups of load balancer nodes and targets',
  'ec2:DescribeSecurityGroups': 'the rules on both ends of each path',
  'ec2:DescribeNetworkAcls': 'the network ACLs on both ends of each path',
  'ec2:DescribeRouteTables': 'the routes there and back',
  'ec2:DescribeSubnets': 'the zone and addresses of each subnet',
  'ec2:DescribeVpcs': 'the addresses of each VPC',
  'ec2:DescribeVpcPeeringConnections': 'whether a peered VPC can be reached',
  'ec2:DescribeManagedPrefixLists': 'prefix lists that rules and routes name',
  'ec2:GetManagedPrefixListEntries': 'the addresses in those prefix lists',
  'ec2:DescribeRegions': 'the enabled regions, for `--all-regions` and to name them in an error',
  'cloudwatch:DescribeAlarms': 'whether anybody is told when a target is unhealthy',
  'cloudwatch:GetMetricData': '502s, response times, CPU and credits of instances',
  'lambda:GetPolicy': 'whether a load balancer may invoke a function',
  'sts:GetCallerIdentity': 'the account number; AWS allows it to everybody',
};

/** @throws where an action has no purpose here */
export function renderPermissions(actions: readonly string[]): string {
  const rows = actions.map((action) => `| \`${action}\` | ${purposeOf(action)} |`);
  const statement = { Effect: 'Allow', Action: [...actions].sort(), Resource: '*' };
  const policy = JSON.stringify({ Version: '2012-10-17', Statement: [statement] }, undefined, 2);
  return `${[
    '# Permissions',
    'Everything is read-only. `tga` and the deployed auditor send these calls and no others to the services they look at; the list is data in `lib/collect/permissions.ts`, and a test holds it and the calls together.',
    'An action that is denied stops nothing: what it would have told is *not known*, the checks that need it answer `unknown` and name it, and no finding is opened or resolved from it. Only without `elasticloadbalancing:DescribeTargetGroups` is there nothing to audit.',
    `| Action | What it tells |\n| --- | --- |\n${rows.join('\n')}`,
    '## As a policy',
    `\`\`\`json\n${policy}\n\`\`\``,
    'The `Describe` actions have no resource-level permissions, hence `"Resource": "*"`. AWS\'s managed `ReadOnlyAccess` covers them all. `tga findings` and `tga incidents` also need `cloudformation:DescribeStacks`, and `dynamodb:Query` and `dynamodb:Scan` on the table and its index of the deployed stack.',
  ].join('\n\n')}\n`;
}

function purposeOf(action: string): string {
  const purpose = PURPOSES[action];
  if (purpose === undefined) throw new Error(`lib/report/permissions-page.ts says nothing about ${action}`);
  return purpose;
}
