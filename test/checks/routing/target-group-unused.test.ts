import check from '../../../lib/checks/routing/target-group-unused.ts';
import type { RuleRecord } from '../../../lib/snapshot/load-balancing.ts';
import type { Scene } from '../../faults/scene.ts';
import { askCheck, faultNamed } from '../../support/ask-check.ts';

/** A rule of number 1 that answers by itself. */
function ruleBefore({ region, loadBalancer }: Scene, Conditions: NonNullable<RuleRecord['Conditions']>): void {
  for (const [listener, rules] of Object.entries(region.rules ?? {})) {
    if (!listener.includes(loadBalancer.LoadBalancerArn.split('/').slice(1).join('/'))) continue;
    const RuleArn = `${listener.replace(':listener/', ':listener-rule/')}/0123456789abcdef`;
    rules.unshift({ RuleArn, Priority: '1', Conditions, Actions: [{ Type: 'fixed-response' }], IsDefault: false });
  }
}

askCheck(check, {
  good: [
    { name: 'a rule forwards to it', base: 'alb-to-instances' },
    {
      name: 'the rule before its own takes everything of another host',
      base: 'alb-to-instances',
      edit: (scene) => ruleBefore(scene, [{ Field: 'host-header', Values: ['old.example.com'] }]),
    },
    {
      name: 'the rule before its own takes everything from some addresses',
      base: 'alb-to-instances',
      edit: (scene) =>
        ruleBefore(scene, [
          { Field: 'path-pattern', Values: ['/*'] },
          { Field: 'source-ip', Values: ['192.0.2.0/24'] },
        ]),
    },
    { name: 'a listener forwards to it', base: 'nlb-with-security-groups' },
  ],
  bad: [
    {
      name: 'a rule before its own takes everything',
      base: 'alb-to-instances',
      edit: (scene) => ruleBefore(scene, [{ Field: 'path-pattern', Values: ['/*'] }]),
      says: /^no request gets to orders-api: .* comes after rule 1 \(\/\*\), which takes all of its requests/,
      confidence: 'certain',
      severity: 'medium',
      targets: 0,
      command:
        /^aws elbv2 set-rule-priorities --region eu-west-1 --rule-priorities RuleArn=\S+,Priority=1 RuleArn=\S+,Priority=\d+$/,
    },
    {
      name: 'its listener is gone',
      base: 'alb-to-instances',
      edit: faultNamed('the listener is deleted'),
      says: /^orders-api is attached to no load balancer/,
      confidence: 'certain',
      severity: 'medium',
      targets: 4,
    },
    {
      name: 'its weight is 0',
      base: 'alb-to-instances',
      edit: faultNamed('the rule gives the group weight 0'),
      says: /^shop-public forwards to orders-api with weight 0 only$/,
      evidence: { forwards: [{ weight: 0 }] },
    },
    {
      name: 'nobody waits in it',
      base: 'alb-to-instances',
      edit: (scene) => {
        faultNamed('the listener is deleted')(scene);
        scene.targets.splice(0);
      },
      says: /attached to no load balancer/,
      severity: 'info',
    },
  ],
});
