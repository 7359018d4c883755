/** Arguments as typed → values, each with its own one-line refusal. */

import { SEVERITIES } from '../audit/severity.ts';
import type { Severity } from '../checks/outcome.ts';
import { parseAddress } from '../network/address.ts';
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

const PROTOCOLS: Readonly<Record<string, number>> = { icmp: 1, tcp: 6, udp: 17, icmpv6: 58 };

/** IANA's number. */
export function toProtocol(typed: string): number {
  const number = PROTOCOLS[typed.toLowerCase()] ?? (/^\d{1,3}$/.test(typed) ? Number(typed) : Number.NaN);
  if (number >= 0 && number <= 255) return number;
  throw new UsageError(`--protocol must be tcp, udp, icmp, icmpv6 or a number from 0 to 255; got "${typed}"`);
}

export function toAddress(typed: string): string {
  if (parseAddress(typed) !== undefined) return typed;
  throw new UsageError(`--client-ip must be an IPv4 or IPv6 address; got "${typed}"`);
}
