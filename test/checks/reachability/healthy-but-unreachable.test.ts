import check from '../../../lib/checks/reachability/healthy-but-unreachable.ts';
import { askCheck, faultNamed } from '../../support/ask-check.ts';

askCheck(check, {
  good: [
    { name: 'both ports are open', base: 'alb-with-management-port' },
    { name: 'one port for both', base: 'alb-to-instances' },
    {
      name: 'the health check is shut out as well',
      base: 'alb-to-instances',
      edit: faultNamed('the rule for the health check is revoked'),
    },
  ],
  bad: [
    {
      name: 'the traffic port is shut',
      base: 'alb-with-management-port',
      edit: faultNamed('the health check has its own port and the traffic port is closed'),
      says: /^the health check on port 9090 gets through, and ELB calls \d healthy, but sg-\w+ stops the traffic on tcp\/8080$/,
      severity: 'medium',
      evidence: { trafficPorts: [8080], healthCheckPorts: [9090], controls: [{ control: 'target-security-groups' }] },
      command: /authorize-security-group-ingress .*FromPort=8080/,
    },
  ],
  other: [
    { name: 'Lambda targets have no network', base: 'alb-to-lambda', outcome: 'notApplicable' },
    { name: 'clients send from their own addresses', base: 'nlb-with-client-addresses', outcome: 'notApplicable' },
  ],
});
