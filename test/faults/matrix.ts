/** Every fault with every base that it applies to. */
import type { HealthyBase } from '../../lib/sample/healthy-base.ts';
import { healthyBases } from '../../lib/sample/healthy-bases.ts';
import { FAULTS } from './all-faults.ts';
import { appliesTo, type Fault } from './fault.ts';

export interface Cell {
  readonly base: HealthyBase;
  readonly fault: Fault;
}

export const BASES = healthyBases();

export const CELLS: readonly Cell[] = BASES.flatMap((base) =>
  FAULTS.filter((fault) => appliesTo(fault, base)).map((fault) => ({ base, fault })),
);
