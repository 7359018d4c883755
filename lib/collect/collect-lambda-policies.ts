import { GetPolicyCommand, type LambdaClient } from '@aws-sdk/client-lambda';
import type { RegionSnapshot } from '../snapshot/snapshot.ts';
import { gather, UnexpectedAnswerError } from './gather.ts';
import type { PartReader } from './part-reader.ts';

/** The policy of each function that is a target, by the ARN it is registered with; null where it has none. */
export function collectLambdaPolicies(
  reader: PartReader,
  client: LambdaClient,
  functionArns: readonly string[],
): Promise<RegionSnapshot['lambdaPolicies']> {
  return reader.entries('lambdaPolicies', functionArns, async (arn) => {
    const answer = await gather(() => client.send(new GetPolicyCommand(toFunctionName(arn))));
    if (answer.ok) return toPolicy(answer.value.Policy);
    if (answer.failure.code === 'ResourceNotFoundException') return null;
    throw answer.failure.cause;
  });
}

/** `arn:aws:lambda:region:account:function:name:qualifier`: an alias or version has a policy of its own. */
export function toFunctionName(arn: string): { readonly FunctionName: string; readonly Qualifier?: string } {
  const parts = arn.split(':');
  const qualifier = parts[7];
  return {
    FunctionName: parts.slice(0, 7).join(':'),
    ...(qualifier === undefined || qualifier === '' ? {} : { Qualifier: qualifier }),
  };
}

function toPolicy(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? '');
  } catch (cause) {
    throw new UnexpectedAnswerError('the policy is not JSON', { cause });
  }
}
