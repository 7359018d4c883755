import { albBases } from './alb-bases.ts';
import type { HealthyBase } from './healthy-base.ts';
import { nlbBases } from './nlb-bases.ts';

/** One healthy account of every kind of target group. Built anew on each call: they may be changed freely. */
export const healthyBases = (): readonly HealthyBase[] => [...albBases(), ...nlbBases()];
