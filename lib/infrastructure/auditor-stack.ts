import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { Settings } from '../settings.ts';
import { Alerts } from './alerts.ts';
import { FindingsTable } from './findings-table.ts';
import { Sweep } from './sweep.ts';
import { Watch } from './watch.ts';

export interface AuditorStackProps extends StackProps {
  readonly settings: Settings;
}

/** All that `cdk deploy` creates. The outputs' names are how `tga findings` finds the table. */
export class AuditorStack extends Stack {
  constructor(scope: Construct, id: string, { settings, ...props }: AuditorStackProps) {
    super(scope, id, { description: 'Audits ELB target groups: what is unhealthy, why, and what fixes it', ...props });
    const { table } = new FindingsTable(this, 'Findings');
    const { topic } = new Alerts(this, 'Alerts', { emails: settings.alertEmails });
    const sweep = new Sweep(this, 'Sweep', { settings, table, topic });
    new Watch(this, 'Watch', { settings, sweep, topic });

    new CfnOutput(this, 'TableName', { value: table.tableName, description: 'Findings and incidents' });
    new CfnOutput(this, 'TopicArn', { value: topic.topicArn, description: 'Alerts and digests' });
    new CfnOutput(this, 'QueueUrl', { value: sweep.queue.queueUrl, description: 'Shards waiting to be audited' });
  }
}
