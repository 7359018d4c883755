import { AttributeType, Billing, ProjectionType, TableEncryptionV2, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { Construct } from 'constructs';

/**
 * Findings and incidents.
 * The table outlives the stack (the CDK's default for data); the names of keys and index are public.
 */
export class FindingsTable extends Construct {
  readonly table: TableV2;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.table = new TableV2(this, 'Table', {
      partitionKey: { name: 'targetGroup', type: AttributeType.STRING },
      sortKey: { name: 'record', type: AttributeType.STRING },
      // Sparse: only open records carry openIn. Everything is projected, for a query of what is open shows all of it.
      globalSecondaryIndexes: [
        {
          indexName: 'open',
          partitionKey: { name: 'openIn', type: AttributeType.STRING },
          sortKey: { name: 'rank', type: AttributeType.STRING },
          projectionType: ProjectionType.ALL,
        },
      ],
      billing: Billing.onDemand(),
      timeToLiveAttribute: 'expiresAt',
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      // The AWS managed key: no monthly fee, its use is in CloudTrail, and nobody but this account's roles reads findings.
      encryption: TableEncryptionV2.awsManagedKey(),
    });
  }
}
