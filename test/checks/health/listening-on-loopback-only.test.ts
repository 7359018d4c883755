import check from '../../../lib/checks/health/listening-on-loopback-only.ts';
import type { Scene } from '../../faults/scene.ts';
import { failsChecks, probeSees } from '../../faults/symptoms.ts';
import { testCheck } from '../../support/check-harness.ts';

function tagInstances(scene: Scene, Key: string, Value: string) {
  for (const instance of scene.region.instances ?? []) instance.Tags = [{ Key, Value }];
}

testCheck(check, {
  good: {
    'refused, and no more is known': (scene) => {
      failsChecks(scene);
      probeSees(scene, { outcome: 'refused', error: 'connect ECONNREFUSED' });
    },
    'refused, and a tag names another port on the loopback address': (scene) => {
      failsChecks(scene);
      probeSees(scene, { outcome: 'refused', error: 'connect ECONNREFUSED' });
      tagInstances(scene, 'app:listen', '127.0.0.1:80801');
    },
  },
  bad: {
    'a tag of the instance says so': {
      edit: (scene) => {
        failsChecks(scene);
        probeSees(scene, { outcome: 'refused', error: 'connect ECONNREFUSED' });
        tagInstances(scene, 'app:listen', '127.0.0.1:8080');
      },
      says: { confidence: 'likely' },
      targets: 4,
    },
    'the proxy on another port names the address that it asks': {
      edit: (scene) => {
        failsChecks(scene);
        probeSees(scene, { outcome: 'refused', error: 'connect ECONNREFUSED' });
        probeSees(scene, {
          outcome: 'response',
          statusCode: 200,
          port: 9090,
          headers: { 'x-upstream-addr': '127.0.0.1:8080' },
        });
      },
      says: { confidence: 'likely' },
      targets: 1,
    },
    'refused outside, answered inside': {
      edit: (scene) => {
        failsChecks(scene);
        probeSees(scene, { outcome: 'refused' });
        probeSees(scene, { outcome: 'response', statusCode: 200, host: 'localhost:8080' });
      },
      says: { confidence: 'certain' },
      targets: 4,
    },
    'the probe says so': (scene) => {
      failsChecks(scene);
      probeSees(scene, { outcome: 'refused', error: 'refused; the host listens on 127.0.0.1:8080 only' });
    },
  },
});
