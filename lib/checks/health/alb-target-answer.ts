/** What an ALB that is the target of an NLB answers a health check: its own listener and rules decide it. */
import { hintOf } from '../../model/gathered.ts';
import type { Action, Listener, LoadBalancer, Target } from '../../model/load-balancing.ts';
import type { Subject } from '../subject.ts';

export type AlbAnswer =
  | { readonly kind: 'no-listener'; readonly ports: readonly number[]; readonly loadBalancer: LoadBalancer }
  | { readonly kind: 'other-protocol'; readonly listener: Listener }
  | { readonly kind: 'code'; readonly code: number; readonly listener: Listener; readonly what: string };

/** Undefined where the target is no ALB, its listeners could not be read, or it forwards to targets that decide. */
export function answerOfAlb(subject: Subject, target: Target): AlbAnswer | undefined {
  const { region, targetGroup } = subject;
  if (targetGroup.targetType !== 'alb') return undefined;
  const loadBalancer = hintOf(region.loadBalancers.find(target.id));
  const listeners = loadBalancer ? hintOf(loadBalancer.listeners) : undefined;
  if (!loadBalancer || !listeners) return undefined;
  const port = target.healthCheckPort ?? target.port;
  const listener = listeners.find((each) => each.port === port);
  if (!listener) {
    const ports = listeners.flatMap((each) => each.port ?? []);
    return { kind: 'no-listener', ports, loadBalancer };
  }
  const { protocol } = targetGroup.healthCheck;
  const crossed = (protocol === 'HTTP' || protocol === 'HTTPS') && listener.protocol !== protocol;
  if (crossed) return { kind: 'other-protocol', listener };
  return codeFrom(subject, listener, targetGroup.healthCheck.path ?? '/');
}

function codeFrom(subject: Subject, listener: Listener, path: string): AlbAnswer | undefined {
  // A rule that could not be read may take the request before the default action does.
  if (!listener.rules.known) return undefined;
  const code = codeOfAction(subject, lastActionOf(decidingActions(listener, path)));
  return code && { kind: 'code', listener, ...code };
}

/** A health check's Host is an address of the NLB's node, so rules with a host name never match it. */
function decidingActions(listener: Listener, path: string): readonly Action[] {
  const rules = hintOf(listener.rules) ?? [];
  const byPriority = rules
    .filter(({ isDefault }) => !isDefault)
    .toSorted((a, b) => Number(a.priority) - Number(b.priority));
  const matching = byPriority.find(
    ({ hosts, paths }) => hosts.every((host) => /^\*+$/.test(host)) && matchesSome(paths, path),
  );
  return matching?.actions ?? listener.defaultActions;
}

const matchesSome = (patterns: readonly string[], path: string): boolean =>
  patterns.length > 0 && patterns.some((pattern) => toExpression(pattern).test(path.split('?')[0] ?? path));

function toExpression(pattern: string): RegExp {
  const escaped = pattern.replace(/[.+^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`^${escaped.replaceAll('*', '.*').replaceAll('?', '.')}$`);
}

const lastActionOf = (actions: readonly Action[]): Action | undefined => actions.at(-1);

type Code = { readonly code: number; readonly what: string };

function codeOfAction({ neighbours }: Subject, action: Action | undefined): Code | undefined {
  if (action?.type === 'redirect') {
    return { code: Number(action.statusCode ?? 301), what: `redirects to ${action.protocol ?? 'another address'}` };
  }
  if (action?.type === 'fixed-response') {
    return { code: Number(action.statusCode ?? 200), what: `answers ${action.statusCode ?? 200} by a fixed response` };
  }
  if (action?.type !== 'forward') return undefined;
  const forwarded = action.targetGroups.filter(({ weight }) => weight > 0).map(({ arn }) => arn);
  const groups = neighbours.filter(({ arn }) => forwarded.includes(arn));
  const empty =
    groups.length === forwarded.length && groups.length > 0 && groups.every((group) => isEmpty(group.targets));
  return empty
    ? { code: 503, what: `forwards to ${groups.map(({ name }) => name).join(', ')}, which has no targets` }
    : undefined;
}

/** An ALB answers 503 where a group has no registered target, or all of them are unused. */
const isEmpty = (targets: Subject['targetGroup']['targets']): boolean =>
  targets.known && targets.value.every(({ state }) => state === 'unused' || state === 'draining');
