/** The main job as an operator has it: deployed by the CDK, run from the deployed bundles, against the account. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { CloudWatchClient, DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import {
  AuthorizeSecurityGroupIngressCommand,
  EC2Client,
  type IpPermission,
  RevokeSecurityGroupIngressCommand,
} from '@aws-sdk/client-ec2';
import { DeleteTargetGroupCommand, ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { EndToEndContext, EndToEndPart } from './context.ts';
import { deployStack, destroyStack, STACK_NAME } from './deploy-stack.ts';
import { DeployedStack } from './deployed-stack.ts';

export const name = 'deployed';

export const run: EndToEndPart = async (context) => {
  const { accountId, region, say } = context;
  const deployment = await deployStack(accountId, region, { alertEmails: 'ops@example.com', calmMinutes: '5' });
  const { TableName = '', TopicArn = '', QueueUrl = '' } = deployment.outputs;
  assert.ok(TableName && TopicArn && QueueUrl, 'the outputs name table, topic and queue');
  say('the CDK bootstraps the account and deploys the stack');
  const stack = await DeployedStack.connect(context, { tableName: TableName, topicArn: TopicArn, queueUrl: QueueUrl });
  await alarmsAreThere(context);
  await healthyAccountIsQuiet(context, stack);
  await faultIsAlertedOnce(context, stack);
  await commandLineReadsItBack(context);
  await repairResolves(context, stack);
  await deletionResolves(context, stack);
  await badMessageHoldsUpNothing(context, stack);
  await digestIsSent(context, stack);
  await destroyStack(deployment);
  say('the CDK destroys the stack');
};

async function alarmsAreThere({ say }: EndToEndContext): Promise<void> {
  const { MetricAlarms = [] } = await new CloudWatchClient({}).send(
    new DescribeAlarmsCommand({ AlarmNamePrefix: STACK_NAME }),
  );
  const stopped = MetricAlarms.find(({ AlarmName }) => AlarmName === `${STACK_NAME}-sweeps-stopped`);
  assert.equal(stopped?.TreatMissingData, 'breaching');
  say(`${MetricAlarms.length} alarms watch the auditor`);
}

async function healthyAccountIsQuiet({ account, say }: EndToEndContext, stack: DeployedStack): Promise<void> {
  const lines = await stack.sweep('full');
  const shards = lines.filter(({ event }) => event === 'shard-audited');
  const { targetGroups } = account.loadBalancing;
  assert.equal(
    shards.reduce((sum, shard) => sum + Number(shard.targetGroups), 0),
    Object.keys(targetGroups).length,
  );
  assert.deepEqual(
    shards.flatMap(({ crashes, unread }) => [crashes, unread].flat()),
    [],
  );
  assert.equal(lines.at(-1)?.event, 'region-swept');
  assert.ok(
    lines.every((line) => '_aws' in line),
    'every line carries metrics',
  );
  assert.deepEqual(await stack.incidents(targetGroups.web), []);
  assert.deepEqual(await stack.messages(), []);
  say(`a full sweep of a healthy account: ${shards.length} shards through the queue, no incident, no alert`);
}

/** The rule that lets the load balancer in. */
function ruleOf({ account }: EndToEndContext): { GroupId: string; IpPermissions: IpPermission[] } {
  const { targetGroupId, loadBalancerGroupId } = account.network;
  const UserIdGroupPairs = [{ GroupId: loadBalancerGroupId }];
  return {
    GroupId: targetGroupId,
    IpPermissions: [{ IpProtocol: 'tcp', FromPort: 8080, ToPort: 8080, UserIdGroupPairs }],
  };
}

async function faultIsAlertedOnce(context: EndToEndContext, stack: DeployedStack): Promise<void> {
  const { account, injectHealth, region, accountId, say } = context;
  const { web } = account.loadBalancing.targetGroups;
  await new EC2Client({}).send(new RevokeSecurityGroupIngressCommand(ruleOf(context)));
  const timedOut = { state: 'unhealthy', reason: 'Target.Timeout', description: 'Request timed out' };
  await injectHealth(account.network.instanceIds.map((id) => ({ targetGroupArn: web, id, port: 8080, ...timedOut })));

  await stack.sweep('health');
  const finding = await stack.finding(web, 'target-ingress-blocked');
  assert.equal(finding?.status, 'open');
  assert.equal(finding?.openIn, `${accountId}/${region}`);
  assert.match(JSON.stringify(finding?.remedies), /authorize-security-group-ingress/);
  const [incident] = await stack.incidents(web);
  assert.equal(incident?.status, 'open');
  assert.equal((incident?.targets as readonly unknown[] | undefined)?.length, account.network.instanceIds.length);
  say('a fault: the health sweep stores the finding with its remedy, and the incident');

  const opened = await stack.messages();
  assert.deepEqual(
    opened.map(({ attributes }) => attributes.event),
    ['opened'],
  );
  const [alert] = opened;
  assert.equal(alert?.attributes.region, region);
  assert.equal(alert?.attributes.accountId, accountId);
  assert.match(JSON.stringify(alert?.body), /target-ingress-blocked/);
  assert.ok(alert !== undefined && alert.subject.length < 100 && /web/.test(alert.subject), alert?.subject);
  say(`the queue that subscribes to the topic gets one alert: ${alert.subject}`);

  await stack.sweep('health');
  await stack.sweep('full');
  assert.deepEqual(await stack.messages(), []);
  assert.equal((await stack.incidents(web)).length, 1);
  say('later sweeps that see the same alert nobody again');
}

/** By nothing but the stack's name. */
async function commandLineReadsItBack({ account, say }: EndToEndContext): Promise<void> {
  const { web } = account.loadBalancing.targetGroups;
  const args = ['--import', 'tsx', 'bin/tga.ts', 'findings', '--open', '--severity', 'critical', '--format', 'json'];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  assert.ok(stdout.includes(web) && stdout.includes('target-ingress-blocked'), stdout);
  say('tga findings reads it back from the deployed table');
}

async function repairResolves(context: EndToEndContext, stack: DeployedStack): Promise<void> {
  const { account, injectHealth, say } = context;
  const { web } = account.loadBalancing.targetGroups;
  await new EC2Client({}).send(new AuthorizeSecurityGroupIngressCommand(ruleOf(context)));
  await injectHealth(account.network.instanceIds.map((id) => ({ targetGroupArn: web, id, port: 8080 })));
  await stack.sweep('health');
  const finding = await stack.finding(web, 'target-ingress-blocked');
  assert.equal(finding?.status, 'resolved');
  assert.equal(finding?.openIn, undefined);
  assert.ok(Number(finding?.expiresAt) > Date.now() / 1000, 'it expires later');
  const [incident] = await stack.incidents(web);
  assert.equal(incident?.status, 'resolved');
  assert.deepEqual(
    (await stack.messages()).map(({ attributes }) => attributes.event),
    ['resolved'],
  );
  say('repaired: one health sweep resolves finding and incident, and says so once');
}

async function deletionResolves({ account, say }: EndToEndContext, stack: DeployedStack): Promise<void> {
  const { spare } = account.loadBalancing.targetGroups;
  const before = await stack.findings(spare);
  assert.ok(
    before.some(({ status }) => status === 'open'),
    'the unused target group has open findings',
  );
  await new ElasticLoadBalancingV2Client({}).send(new DeleteTargetGroupCommand({ TargetGroupArn: spare }));
  const lines = await stack.sweep('health');
  assert.equal(lines.at(-1)?.gone, 1);
  const after = await stack.findings(spare);
  assert.deepEqual(new Set(after.map(({ status }) => status)), new Set(['resolved']));
  assert.match(String(after[0]?.resolvedBecause), /deleted/);
  say('a deleted target group: its findings are resolved, with that as the reason');
}

async function badMessageHoldsUpNothing({ say }: EndToEndContext, stack: DeployedStack): Promise<void> {
  const good = await stack.plan('health');
  const { result } = await stack.audit([
    { messageId: 'bad', body: '{"kind":"shard"}', attributes: { MessageGroupId: 'another' } },
    ...good.map(({ body }, at) => ({ messageId: `good-${at}`, body, attributes: { MessageGroupId: 'own' } })),
  ]);
  assert.deepEqual(result, { batchItemFailures: [{ itemIdentifier: 'bad' }] });
  say('a message that cannot be done is handed back alone');
}

async function digestIsSent({ say }: EndToEndContext, stack: DeployedStack): Promise<void> {
  await stack.digest();
  const [digest, ...more] = await stack.messages();
  assert.deepEqual(more, []);
  assert.ok(digest !== undefined, 'there is a digest');
  say(`the digest: ${digest.subject}`);
}
