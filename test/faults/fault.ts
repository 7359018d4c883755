import type { HealthyBase } from '../../lib/sample/healthy-base.ts';
import type { Snapshot } from '../../lib/snapshot/snapshot.ts';
import { type Scene, sceneOf } from './scene.ts';

/** How far a health check gets before the fault stops it. A fault hides those of later layers. */
export const LAYERS = ['use', 'target', 'network', 'transport', 'protocol', 'application', 'none'] as const;
export type Layer = (typeof LAYERS)[number];

/** Something that goes wrong in an account, and what AWS then shows. */
export interface Fault {
  readonly name: string;
  /** The check that must be named first. */
  readonly cause: string;
  readonly layer: Layer;
  /** Other checks that fail of necessity: what breaks them is the same one thing. */
  readonly entails?: readonly string[];
  /** Whether the remedy is a change of the account that can be proven. */
  readonly fix?: 'change' | undefined;
  readonly appliesTo: (scene: Scene) => boolean;
  readonly inject: (scene: Scene) => void;
}

/** The base with the faults in it: later ones hide earlier ones. */
export function injected(base: HealthyBase, ...faults: readonly Fault[]): Snapshot {
  const snapshot = structuredClone(base.snapshot);
  for (const { inject } of faults) inject(sceneOf(base, snapshot));
  return snapshot;
}

export const appliesTo = (fault: Fault, base: HealthyBase): boolean => fault.appliesTo(sceneOf(base));
