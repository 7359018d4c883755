import { nextStep } from '../../remedy/remedy.ts';
import { defineCheck } from '../define-check.ts';
import { failIfAny, pass } from '../outcome.ts';
import { alarmsOnHosts } from './watching-alarms.ts';

export default defineCheck({
  id: 'alarm-without-action',
  title: 'The alarm on the host counts tells nobody',
  category: 'observability',
  severity: 'low',
  why: 'An alarm without an action, or with its actions turned off, changes colour on a page that nobody looks at.',
  fix: 'Give the alarm an action that reaches somebody, or turn its actions on.',
  reference: 'https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/AlarmThatSendsEmail.html',
  needs: ['alarms'],
  explains: [],
  evaluate({ alarms, targetGroup, region }) {
    const watching = alarmsOnHosts(alarms, targetGroup);
    const told = pass(watching.length === 0 ? 'no alarm watches its host counts' : 'its alarms have actions');
    const tells = watching.some(({ actions, actionsEnabled }) => actionsEnabled && actions.length > 0);
    if (watching.length === 0 || tells) return told;
    const names = watching.map(({ name }) => name);
    return failIfAny(
      [
        {
          message: `${names.join(', ')} has no action that is turned on`,
          evidence: {
            alarms: watching.map(({ name, actions, actionsEnabled }) => ({ name, actions, actionsEnabled })),
          },
          targets: [],
          confidence: 'certain',
          ...(names[0] ? { resource: names[0] } : {}),
          remedies: [
            nextStep(
              'turn its actions on, or add one with put-metric-alarm --alarm-actions',
              `aws cloudwatch enable-alarm-actions --region ${region.name} --alarm-names ${names.map((name) => `'${name}'`).join(' ')}`,
            ),
          ],
        },
      ],
      told,
    );
  },
});
