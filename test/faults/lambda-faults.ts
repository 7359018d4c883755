import type { Fault } from './fault.ts';
import type { Scene } from './scene.ts';
import { showMetric } from './symptoms.ts';

const functionOf = ({ targets }: Scene) => targets[0]?.Target.Id ?? '';
const isLambda = ({ targetGroup }: Scene) => targetGroup.TargetType === 'lambda';

/** Every request ends in 502 and counts as the function's fault. */
function requestsFail(scene: Scene): void {
  const values = [12, 15, 11, 14, 13, 12, 16, 13, 12, 14];
  const { loadBalancer } = scene;
  const dimension = loadBalancer.LoadBalancerArn.replace(/^.*:loadbalancer\//, '');
  showMetric(scene, { name: 'LambdaUserError', values });
  showMetric(scene, { name: 'RequestCount', values });
  showMetric(scene, {
    name: 'HTTPCode_ELB_502_Count',
    values,
    dimensions: [{ Name: 'LoadBalancer', Value: dimension }],
  });
}

function setSourceArn(scene: Scene, sourceArn: string): void {
  for (const statement of scene.region.lambdaPolicies?.[functionOf(scene)]?.Statement ?? []) {
    statement.Condition = { ArnLike: { 'AWS:SourceArn': sourceArn } };
  }
}

export const lambdaFaults: readonly Fault[] = [
  {
    name: 'the function has no policy',
    cause: 'lambda-permission-missing',
    layer: 'use',
    fix: 'change',
    appliesTo: isLambda,
    inject(scene) {
      scene.region.lambdaPolicies = { [functionOf(scene)]: null };
      requestsFail(scene);
    },
  },
  {
    name: "the function's policy names another target group",
    cause: 'lambda-permission-missing',
    layer: 'use',
    fix: 'change',
    appliesTo: isLambda,
    inject(scene) {
      setSourceArn(scene, scene.targetGroup.TargetGroupArn.replace(/[^/]+$/, '0123456789abcdef'));
      requestsFail(scene);
    },
  },
  {
    name: "the function's policy lets API Gateway invoke it and nobody else",
    cause: 'lambda-permission-missing',
    layer: 'use',
    fix: 'change',
    appliesTo: isLambda,
    inject(scene) {
      for (const statement of scene.region.lambdaPolicies?.[functionOf(scene)]?.Statement ?? []) {
        statement.Principal = { Service: 'apigateway.amazonaws.com' };
        delete statement.Condition;
      }
      requestsFail(scene);
    },
  },
  {
    name: 'the function answers without a status code',
    cause: 'lambda-bad-response',
    layer: 'application',
    appliesTo: isLambda,
    inject: requestsFail,
  },
];
