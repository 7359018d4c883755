import { aclFaults } from './acl-faults.ts';
import { answerFaults, protocolFaults, transportFaults } from './application-faults.ts';
import type { Fault } from './fault.ts';
import { lambdaFaults } from './lambda-faults.ts';
import { lifeFaults } from './life-faults.ts';
import { quietFaults } from './quiet-faults.ts';
import { routeFaults } from './route-faults.ts';
import { egressFaults, ingressFaults } from './security-group-faults.ts';
import { runningFaults, stateFaults } from './target-faults.ts';
import { useFaults, zoneFaults } from './use-faults.ts';

export const FAULTS: readonly Fault[] = [
  ...useFaults,
  ...zoneFaults,
  ...runningFaults,
  ...stateFaults,
  ...lambdaFaults,
  ...egressFaults,
  ...ingressFaults,
  ...aclFaults,
  ...routeFaults,
  ...transportFaults,
  ...protocolFaults,
  ...answerFaults,
  ...quietFaults,
  ...lifeFaults,
];
