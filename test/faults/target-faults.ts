import type { Fault } from './fault.ts';
import { hasInstances, hasTasks, instancesOf, isInVpc, type Scene, sendsPackets, typeOf } from './scene.ts';
import { failsChecks, isInState, isUnused, timesOut } from './symptoms.ts';

function setInstances(
  scene: Scene,
  which: 'first' | 'all',
  state: { Code: number; Name: string },
): ReadonlySet<string> {
  const stopped = which === 'first' ? instancesOf(scene).slice(0, 1) : instancesOf(scene);
  const ids = new Set(stopped.map(({ InstanceId }) => InstanceId));
  for (const instance of stopped) {
    Object.assign(instance, {
      State: state,
      StateTransitionReason: 'User initiated (2026-11-22 11:41:07 GMT)',
      StateReason: {
        Code: 'Client.UserInitiatedShutdown',
        Message: 'Client.UserInitiatedShutdown: User initiated shutdown',
      },
    });
  }
  scene.region.instanceStatuses = scene.region.instanceStatuses?.filter(({ InstanceId }) => !ids.has(InstanceId));
  return ids;
}

/** Network Load Balancers may call a stopped target unhealthy; the others call it unused. */
function isDown(scene: Scene, description: string, ids: ReadonlySet<string>): void {
  const isHit = ({ Target }: { readonly Target: { readonly Id: string } }) => ids.has(Target.Id);
  if (typeOf(scene) === 'network') failsChecks(scene, isHit);
  else isUnused(scene, 'Target.InvalidState', description, isHit);
}

function removeInterfaces({ region }: Scene, isGone: (text: string) => boolean): void {
  region.networkInterfaces = region.networkInterfaces?.filter((eni) => !isGone(JSON.stringify(eni)));
}

export const runningFaults: readonly Fault[] = [
  {
    name: 'one instance is stopped',
    cause: 'target-not-running',
    layer: 'target',
    appliesTo: hasInstances,
    inject: (scene) =>
      isDown(scene, 'Target is in the stopped state', setInstances(scene, 'first', { Code: 80, Name: 'stopped' })),
  },
  {
    name: 'all instances are stopped',
    cause: 'target-not-running',
    layer: 'target',
    appliesTo: hasInstances,
    inject: (scene) =>
      isDown(scene, 'Target is in the stopped state', setInstances(scene, 'all', { Code: 80, Name: 'stopped' })),
  },
  {
    name: 'one instance was terminated minutes ago',
    cause: 'target-not-running',
    layer: 'target',
    appliesTo: hasInstances,
    inject(scene) {
      const ids = setInstances(scene, 'first', { Code: 48, Name: 'terminated' });
      removeInterfaces(scene, (eni) => [...ids].some((id) => eni.includes(id)));
      for (const instance of scene.region.instances ?? []) {
        if (!ids.has(instance.InstanceId)) continue;
        delete instance.VpcId;
        delete instance.SubnetId;
        delete instance.PrivateIpAddress;
        Object.assign(instance, { NetworkInterfaces: [], SecurityGroups: [] });
      }
      isDown(scene, 'Target is in the terminated state', ids);
    },
  },
  {
    name: 'one instance was terminated long ago',
    cause: 'target-not-running',
    layer: 'target',
    appliesTo: hasInstances,
    inject(scene) {
      const ids = setInstances(scene, 'first', { Code: 48, Name: 'terminated' });
      removeInterfaces(scene, (eni) => [...ids].some((id) => eni.includes(id)));
      scene.region.instances = scene.region.instances?.filter(({ InstanceId }) => !ids.has(InstanceId));
      isDown(scene, 'Target is in the terminated or stopped state', ids);
    },
  },
  {
    name: 'a task is gone and its address is still registered',
    cause: 'target-not-running',
    layer: 'target',
    appliesTo: (scene) => hasTasks(scene) && isInVpc(scene),
    inject(scene) {
      const [gone] = scene.targets;
      removeInterfaces(scene, (eni) => eni.includes(`"${gone?.Target.Id}"`));
      timesOut(scene, (target) => target === gone);
    },
  },
];

export const stateFaults: readonly Fault[] = [
  {
    name: 'the load balancer has an internal error',
    cause: 'load-balancer-internal-error',
    layer: 'none',
    appliesTo: sendsPackets,
    inject: (scene) =>
      isInState(scene, 'unhealthy', 'Elb.InternalError', 'Health checks failed due to an internal error'),
  },
  {
    name: 'the health checks of a Network Load Balancer are unavailable',
    cause: 'load-balancer-internal-error',
    layer: 'none',
    appliesTo: (scene) => typeOf(scene) === 'network',
    inject: (scene) =>
      isInState(scene, 'unavailable', 'Elb.InternalError', 'Health checks are unavailable due to an internal error'),
  },
];
