import check from '../../../lib/checks/health/lambda-permission-missing.ts';
import type { Scene } from '../../faults/scene.ts';
import { testCheck } from '../../support/check-harness.ts';

interface Statement {
  readonly Effect?: string;
  readonly Principal?: unknown;
  readonly Action?: string | string[];
  readonly Resource?: string | string[];
  readonly Condition?: Record<string, Record<string, string | string[]>>;
}

/** The only statement of the function's policy: right but for what is given. */
function policy({ region, targets, targetGroup }: Scene, different: Statement): void {
  for (const { Target } of targets) {
    region.lambdaPolicies = {
      ...region.lambdaPolicies,
      [Target.Id]: {
        Statement: [
          {
            Effect: 'Allow',
            Principal: { Service: 'elasticloadbalancing.amazonaws.com' },
            Action: 'lambda:InvokeFunction',
            Resource: Target.Id,
            Condition: { ArnLike: { 'AWS:SourceArn': targetGroup.TargetGroupArn } },
            ...different,
          },
        ],
      },
    };
  }
}

testCheck(check, {
  base: 'alb-to-lambda',
  good: {
    'anyone may': (scene) => policy(scene, { Principal: '*', Condition: {} }),
    'all actions, by wildcard': (scene) => policy(scene, { Action: ['lambda:*'] }),
    'any target group of the account': (scene) =>
      policy(scene, { Condition: { ArnLike: { 'aws:SourceArn': 'arn:aws:elasticloadbalancing:*:*:targetgroup/*' } } }),
  },
  bad: {
    'no policy': {
      edit: ({ region, targets }) => {
        region.lambdaPolicies = Object.fromEntries(targets.map(({ Target }) => [Target.Id, null]));
      },
      says: { confidence: 'certain' },
    },
    'a policy of the function, and none of the alias that is registered': {
      edit: ({ region, targetGroup, targets }) => {
        for (const { Target } of targets) Target.Id = `${Target.Id}:live`;
        region.targetHealth = { ...region.targetHealth, [targetGroup.TargetGroupArn]: [...targets] };
        region.lambdaPolicies = Object.fromEntries(targets.map(({ Target }) => [Target.Id, null]));
      },
      says: { message: expect.stringContaining('live has no policy of its own') },
    },
    'another service': (scene) => policy(scene, { Principal: { Service: 'apigateway.amazonaws.com' } }),
    'another action': (scene) => policy(scene, { Action: 'lambda:GetFunction' }),
    'another target group': (scene) =>
      policy(scene, {
        Condition: { ArnLike: { 'AWS:SourceArn': 'arn:aws:elasticloadbalancing:x:1:targetgroup/old/1' } },
      }),
    'another account': (scene) =>
      policy(scene, { Condition: { StringEquals: { 'aws:SourceAccount': '999999999999' } } }),
    'the function, not the alias that is registered': (scene) =>
      policy(scene, { Resource: 'arn:aws:lambda:x:1:function:y' }),
    denied: (scene) => policy(scene, { Effect: 'Deny' }),
  },
  notApplicable: {
    'instances are no functions': ({ targetGroup }) => {
      targetGroup.TargetType = 'instance';
    },
  },
});
