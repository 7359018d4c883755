/** From one reading per target to cases: targets with the same story share one. */
import { type Case, failIfAny, type Outcome, pass, type Unseen } from '../outcome.ts';
import type { HealthReading } from './health-reading.ts';

export type Judgement = Omit<Case, 'targets'>;

/** A reading that cannot be excluded is worth reading, not waking up for. */
export function casesOf(
  readings: readonly HealthReading[],
  judge: (reading: HealthReading) => Judgement | undefined,
): readonly Case[] {
  const byStory = new Map<string, { readonly judged: Judgement; readonly of: HealthReading[] }>();
  for (const reading of readings) {
    const judged = judge(reading);
    if (!judged) continue;
    const story = JSON.stringify([judged.confidence, judged.message, judged.evidence]);
    const same = byStory.get(story);
    if (same) same.of.push(reading);
    else byStory.set(story, { judged, of: [reading] });
  }
  return [...byStory.values()].map(({ judged, of }) => ({
    ...judged,
    ...weightOf(judged, of),
    targets: of.map(({ target }) => target),
  }));
}

/** What a probe sees behind a timeout comes after what makes the load balancer wait. */
function weightOf({ confidence, severity }: Judgement, of: readonly HealthReading[]): Partial<Case> {
  if (confidence === 'possible') return { severity: 'low' };
  const isBehindSilence = of.some(
    ({ failure, codes, target }) => failure === 'silence' && (codes.length > 0 || target.state === 'unused'),
  );
  if (isBehindSilence) return { severity: 'medium', confidence: 'likely' };
  return severity === undefined ? {} : { severity };
}

/** The outcome of a check that looks for one story among the targets that fail. */
export function judgeFailing(
  readings: readonly HealthReading[],
  judge: (reading: HealthReading) => Judgement | undefined,
  innocence: string,
  unseen: readonly Unseen[] = [],
): Outcome {
  if (readings.length === 0) return pass('no target fails its health check');
  return failIfAny(casesOf(readings, judge), pass(innocence, unseen), unseen);
}

export const listed = (codes: readonly number[]): string => codes.join(', ');

/** What the health check asks, for messages: `GET /healthz on port 8080`. */
export function askedFor({ asked, group }: HealthReading): string {
  if (asked.protocol !== 'HTTP' && asked.protocol !== 'HTTPS')
    return `the ${asked.protocol} check on port ${asked.port}`;
  const port = asked.port === undefined ? '' : ` on port ${asked.port}`;
  return group.protocolVersion === 'GRPC' ? `the call of ${asked.path}${port}` : `GET ${asked.path}${port}`;
}

/** How many of the group's targets are healthy: neighbours that the same settings suit. */
export const healthyAmong = (targets: readonly { readonly state: string }[]): number =>
  targets.filter(({ state }) => state === 'healthy').length;
