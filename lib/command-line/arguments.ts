/** Arguments as typed → values, each with its own one-line refusal. */
import type { Severity } from '../checks/outcome.ts';
import { SEVERITIES } from '../report/rank-findings.ts';
import { nearestNames } from './nearest.ts';
import { UsageError } from './usage-error.ts';

export const toSeverity =
  (option: string) =>
  (typed: string): Severity =>
    toOneOf(option, SEVERITIES)(typed);

/** A value out of a short list. */
export const toOneOf =
  <T extends string>(option: string, allowed: readonly T[]) =>
  (typed: string): T => {
    const value = allowed.find((each) => each === typed.toLowerCase());
    if (value === undefined) throw new UsageError(`${option} must be one of ${allowed.join(', ')}; got "${typed}"`);
    return value;
  };

/** Region names look like this in all partitions, such as `us-gov-east-1` and `ap-southeast-5`. */
const REGION = /^[a-z]{2,4}(-[a-z]+)+-\d{1,2}$/;

/** For a repeatable option; each value may hold several, separated by commas. */
export function addRegions(typed: string, before: readonly string[] = []): readonly string[] {
  const regions = typed
    .split(',')
    .map((region) => region.trim())
    .filter((region) => region !== '');
  if (regions.length === 0) throw new UsageError('--region must name a region, such as eu-west-1; got nothing');
  for (const region of regions) {
    if (!REGION.test(region)) throw new UsageError(`"${region}" is not a region; regions look like eu-west-1`);
  }
  return [...new Set([...before, ...regions])];
}

export function toPort(typed: string): number {
  const port = Number(typed);
  if (!/^\d+$/.test(typed) || port < 1 || port > 65535) {
    throw new UsageError(`--port must be a number from 1 to 65535; got "${typed}"`);
  }
  return port;
}

/** `what "typed" is not known`, with names that are near it. */
export function unknownName(what: string, typed: string, names: readonly string[], list: string): UsageError {
  const near = nearestNames(typed, names);
  const hint = near.length > 0 ? `did you mean ${near.join(', ')}? ` : '';
  return new UsageError(`no ${what} is called "${typed}"; ${hint}${list}`);
}

/** For a repeatable option that takes any name. */
export const addNames = (typed: string, before: readonly string[] = []): readonly string[] => [...before, typed];
