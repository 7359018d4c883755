import {
  type CloudFormationClient,
  CreateStackCommand,
  waitUntilStackCreateComplete,
} from '@aws-sdk/client-cloudformation';
import { AddPermissionCommand, GetFunctionConfigurationCommand, type LambdaClient } from '@aws-sdk/client-lambda';
import { required } from './build-network.ts';

const FUNCTION_NAME = 'shop-fn';

/** A function with its role, as a template makes them. */
const TEMPLATE = {
  Resources: {
    Role: {
      Type: 'AWS::IAM::Role',
      Properties: {
        AssumeRolePolicyDocument: {
          Version: '2012-10-17',
          Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
        },
      },
    },
    Function: {
      Type: 'AWS::Lambda::Function',
      Properties: {
        FunctionName: FUNCTION_NAME,
        Runtime: 'nodejs22.x',
        Handler: 'index.handler',
        Role: { 'Fn::GetAtt': ['Role', 'Arn'] },
        Code: { ZipFile: "exports.handler = async () => ({ statusCode: 200, body: '' });" },
      },
    },
  },
};

export async function buildFunction(cloudFormation: CloudFormationClient, lambda: LambdaClient): Promise<string> {
  const StackName = 'shop-fn';
  await cloudFormation.send(new CreateStackCommand({ StackName, TemplateBody: JSON.stringify(TEMPLATE) }));
  await waitUntilStackCreateComplete({ client: cloudFormation, maxWaitTime: 30, minDelay: 1 }, { StackName });
  const { FunctionArn } = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName: FUNCTION_NAME }));
  return required(FunctionArn, 'function');
}

/** What the console does when a function becomes a target. */
export async function letLoadBalancerInvoke(
  lambda: LambdaClient,
  FunctionName: string,
  SourceArn: string,
): Promise<void> {
  await lambda.send(
    new AddPermissionCommand({
      FunctionName,
      StatementId: 'elb',
      Action: 'lambda:InvokeFunction',
      Principal: 'elasticloadbalancing.amazonaws.com',
      SourceArn,
    }),
  );
}
