import check from '../../../lib/checks/health/protocol-version-mismatch.ts';
import { answersWith, failsChecks, timesOut } from '../../faults/symptoms.ts';
import { testCheck } from '../../support/check-harness.ts';

testCheck(check, {
  base: 'alb-to-grpc',
  good: {
    'gRPC is unavailable': (scene) => answersWith(scene, 14),
    'a timeout': (scene) => timesOut(scene),
  },
  bad: {
    'a connection that breaks off': { edit: (scene) => failsChecks(scene), says: { confidence: 'likely' } },
    'HTTP in place of gRPC': { edit: (scene) => answersWith(scene, 404), says: { confidence: 'likely' } },
    'another group finds HTTP/1.1 there': {
      edit: (scene) => {
        failsChecks(scene);
        const arn = `${scene.targetGroup.TargetGroupArn}2`;
        scene.region.targetGroups?.push({ ...scene.targetGroup, TargetGroupArn: arn, ProtocolVersion: 'HTTP1' });
        scene.region.targetHealth = {
          ...scene.region.targetHealth,
          [arn]: scene.targets.map((target) => ({ ...target, TargetHealth: { State: 'healthy' } })),
        };
      },
      says: { confidence: 'certain' },
    },
  },
});
