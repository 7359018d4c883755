import { type Duration, RemovalPolicy } from 'aws-cdk-lib';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, Runtime } from 'aws-cdk-lib/aws-lambda';
import { NodejsFunction, OutputFormat } from 'aws-cdk-lib/aws-lambda-nodejs';
import { LogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';

export interface AuditorFunctionProps {
  /** Names the file in `lambda/`. */
  readonly name: 'plan' | 'audit' | 'digest';
  readonly description: string;
  readonly memorySize: number;
  readonly timeout: Duration;
  readonly environment: Readonly<Record<string, string>>;
  readonly logRetention: RetentionDays;
}

/** One file of `lambda/`, bundled with the SDK it was tested with: the runtime's own copy lags behind ELB's new fields. */
export class AuditorFunction extends NodejsFunction {
  constructor(scope: Construct, id: string, { name, logRetention, ...props }: AuditorFunctionProps) {
    const logGroup = new LogGroup(scope, `${id}Logs`, {
      retention: logRetention,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    // A role of our own: the managed one that functions get by default may write to every log group.
    const role = new Role(scope, `${id}Role`, { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    logGroup.grantWrite(role);
    super(scope, id, {
      ...props,
      logGroup,
      role,
      entry: `lambda/${name}.ts`,
      handler: 'handler',
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      bundling: {
        format: OutputFormat.ESM,
        target: 'node24',
        minify: true,
        bundleAwsSDK: true,
        // Half the size and half the start-up time of the default order, which takes the SDK's CommonJS files.
        mainFields: ['module', 'main'],
        // CommonJS packages inside an ESM bundle still call require for Node's own modules.
        banner: "import{createRequire}from'node:module';const require=createRequire(import.meta.url);",
      },
    });
  }
}
