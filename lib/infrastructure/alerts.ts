import { ArnFormat, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';

export interface AlertsProps {
  readonly emails: readonly string[];
}

/** Where incidents, the digest and the auditor's own alarms are told: an encrypted topic that mails people. */
export class Alerts extends Construct {
  readonly topic: Topic;

  constructor(scope: Construct, id: string, { emails }: AlertsProps) {
    super(scope, id);
    // A key of our own: CloudWatch alarms cannot publish to a topic under the AWS managed key alias/aws/sns, whose
    // policy cannot be changed (https://repost.aws/knowledge-center/cloudwatch-configure-alarm-sns).
    // Nothing at rest needs the key once the topic is gone, so it goes with the stack.
    const key = new Key(this, 'Key', {
      description: 'Encrypts the alerts of target-group-auditor',
      enableKeyRotation: true,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    this.topic = new Topic(this, 'Topic', {
      displayName: 'target-group-auditor',
      masterKey: key,
      enforceSSL: true,
    });
    for (const email of emails) this.topic.addSubscription(new EmailSubscription(email));

    const cloudWatch = new ServicePrincipal('cloudwatch.amazonaws.com');
    key.grant(cloudWatch, 'kms:Decrypt', 'kms:GenerateDataKey*');
    // A topic policy replaces the default one, by which alarms of the account could publish.
    this.topic.addToResourcePolicy(
      new PolicyStatement({
        sid: 'AlarmsOfThisAccount',
        principals: [cloudWatch],
        actions: ['sns:Publish'],
        resources: [this.topic.topicArn],
        conditions: this.fromAlarmsOfThisAccount(),
      }),
    );
  }

  private fromAlarmsOfThisAccount() {
    const stack = Stack.of(this);
    const anyAlarm = stack.formatArn({
      service: 'cloudwatch',
      resource: 'alarm',
      resourceName: '*',
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    });
    return { StringEquals: { 'aws:SourceAccount': stack.account }, ArnLike: { 'aws:SourceArn': anyAlarm } };
  }
}
