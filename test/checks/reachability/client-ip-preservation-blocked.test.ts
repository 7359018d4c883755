import check from '../../../lib/checks/reachability/client-ip-preservation-blocked.ts';
import { askCheck, faultNamed } from '../../support/ask-check.ts';

const nodesOnly = faultNamed('the targets admit the nodes, and clients keep their addresses');

askCheck(check, {
  good: [
    { name: 'the targets admit everyone on the traffic port', base: 'nlb-with-client-addresses' },
    { name: 'the targets of an internal one admit its VPC', base: 'nlb-for-udp' },
  ],
  bad: [
    {
      name: 'the targets admit the nodes only',
      base: 'nlb-with-client-addresses',
      edit: nodesOnly,
      says: /^ingress keeps its clients' addresses, and sg-\w+ turns them away on tcp\/30443/,
      severity: 'high',
      targets: 2,
      command: /modify-target-group-attributes .*Key=preserve_client_ip.enabled,Value=false$/,
    },
    {
      name: 'the targets of an internal one admit its nodes only',
      base: 'nlb-with-client-addresses',
      edit: (scene) => {
        nodesOnly(scene);
        scene.loadBalancer.Scheme = 'internal';
      },
      says: /turns them away on tcp\/30443/,
    },
  ],
  other: [
    { name: 'an Application Load Balancer', base: 'alb-to-instances', outcome: 'notApplicable' },
    { name: 'preservation is off', base: 'nlb-with-security-groups', outcome: 'notApplicable' },
  ],
});
