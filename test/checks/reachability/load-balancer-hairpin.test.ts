import check from '../../../lib/checks/reachability/load-balancer-hairpin.ts';
import { targetSecurityGroups } from '../../faults/scene.ts';
import type { Edit } from '../../support/ask-check.ts';
import { askCheck } from '../../support/ask-check.ts';

const turnInternal: Edit = ({ loadBalancer }) => {
  loadBalancer.Scheme = 'internal';
};

askCheck(check, {
  good: [{ name: 'clients come from the internet', base: 'nlb-with-client-addresses' }],
  bad: [
    {
      name: 'the targets of an internal one are in the network that is admitted',
      base: 'nlb-for-udp',
      says: /a target that calls dns and is picked itself times out$/,
      confidence: 'possible',
      severity: 'info',
    },
    {
      name: 'an internal one that admits the network, where preservation can be turned off',
      base: 'nlb-with-client-addresses',
      edit: (scene) => {
        turnInternal(scene);
        for (const group of targetSecurityGroups(scene)) {
          group.IpPermissions?.push({ IpProtocol: '-1', IpRanges: [{ CidrIp: '0.0.0.0/0' }] });
        }
      },
      says: /is internal and keeps client addresses/,
      severity: 'info',
    },
    {
      name: 'the targets admit their own group by name',
      base: 'nlb-with-client-addresses',
      edit: (scene) => {
        turnInternal(scene);
        for (const group of targetSecurityGroups(scene)) {
          group.IpPermissions?.push({ IpProtocol: '-1', UserIdGroupPairs: [{ GroupId: group.GroupId }] });
        }
      },
      says: /admits the targets themselves/,
      severity: 'low',
      command: /Key=preserve_client_ip.enabled,Value=false$/,
    },
  ],
  other: [
    { name: 'an Application Load Balancer', base: 'alb-to-instances', outcome: 'notApplicable' },
    { name: 'preservation is off', base: 'nlb-with-security-groups', outcome: 'notApplicable' },
  ],
});
