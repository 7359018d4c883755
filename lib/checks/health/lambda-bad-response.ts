import { allGathered } from '../../model/gathered.ts';
import type { Target } from '../../model/load-balancing.ts';
import { defineCheck } from '../define-check.ts';
import { type Confidence, failIfAny, pass } from '../outcome.ts';
import type { Subject } from '../subject.ts';
import { permissionIn } from './lambda-permission.ts';
import { totalOf } from './metric-evidence.ts';
import { repeatHealthCheck } from './repeat-health-check.ts';
import { codesIn } from './status-code.ts';

export default defineCheck({
  id: 'lambda-bad-response',
  title: 'The function answers, but not as the load balancer needs',
  category: 'health',
  severity: 'high',
  why: 'A function that fails, or whose answer has no statusCode, is too large or is no JSON object, becomes a 502 for the client.',
  fix: 'Return an object with statusCode, headers and a body that is a string; read the log of the function for errors and timeouts.',
  reference:
    'https://docs.aws.amazon.com/elasticloadbalancing/latest/application/lambda-functions.html#respond-to-load-balancer',
  needs: ['targets', 'metrics'],
  explains: ['Target.HealthCheckDisabled', 'Target.FailedHealthChecks', 'Target.ResponseCodeMismatch'],
  exempts: ({ targetType }) => (targetType === 'lambda' ? undefined : 'its targets are no functions'),
  evaluate(subject) {
    const { targets, metrics, region, targetGroup } = subject;
    if (targets.some((target) => isBarred(subject, target)))
      return pass('ELB may not invoke the function in the first place');
    const unread = unreadPolicy(subject, targets);
    const errors = totalOf(metrics, 'LambdaUserError') ?? 0;
    const requests = totalOf(metrics, 'RequestCount');
    const isFailing = targets.some(
      ({ reason, description }) => reason === 'Target.FailedHealthChecks' || codesIn(description).includes(502),
    );
    const confidence = confidenceOf(errors, requests, isFailing);
    const [first] = targets;
    if (!confidence || !first)
      return pass(`${errors} of ${requests ?? 'an unknown number of'} requests failed in the function`);
    return failIfAny(
      [
        {
          message: `${messageOf(errors, requests)}${unread === undefined ? '' : `; whether ELB may invoke it could not be read (${unread})`}`,
          evidence: {
            LambdaUserError: errors,
            RequestCount: requests,
            HTTPCode_ELB_502_Count: totalOf(metrics, 'HTTPCode_ELB_502_Count'),
          },
          targets,
          confidence: unread === undefined ? confidence : 'possible',
          ...(errors > 0 && requests !== undefined && errors * 2 < requests ? { severity: 'medium' as const } : {}),
          resource: first.id,
          remedies: [
            repeatHealthCheck(
              region,
              targetGroup,
              first,
              'invoke the function as the load balancer does and compare its answer with what ELB needs: statusCode, headers, body as text',
            ),
          ],
        },
      ],
      pass('the function answers as ELB needs'),
    );
  },
});

/** A policy that could not be read bars nothing: the errors are there all the same. */
function isBarred({ region, targetGroup }: Subject, { id }: Target): boolean {
  const policy = region.lambdaPolicy(id);
  const invocation = { functionArn: id, targetGroupArn: targetGroup.arn, accountId: region.accountId };
  return policy.known && permissionIn(policy.value, invocation).kind === 'missing';
}

function unreadPolicy({ region }: Subject, targets: readonly Target[]): string | undefined {
  const policies = allGathered(targets.map(({ id }) => region.lambdaPolicy(id)));
  return policies.known ? undefined : policies.because;
}

/** LambdaUserError counts invocations that failed by the function: an exception, a timeout, a malformed answer. */
function confidenceOf(errors: number, requests: number | undefined, isFailing: boolean): Confidence | undefined {
  if (errors === 0) return isFailing ? 'likely' : undefined;
  if (requests === undefined || requests === 0) return 'likely';
  const share = errors / requests;
  if (share >= 0.9) return 'certain';
  return share >= 0.01 ? 'likely' : 'possible';
}

function messageOf(errors: number, requests: number | undefined): string {
  if (errors === 0)
    return 'the function may be invoked, and its answer to the health check is not one that ELB understands';
  return `the function failed or answered wrongly for ${errors} of ${requests ?? 'an unknown number of'} requests (LambdaUserError)`;
}
