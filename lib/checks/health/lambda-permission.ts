/** Whether a function's policy lets Elastic Load Balancing invoke it for a target group. */
import type { LambdaPolicy, LambdaStatement } from '../../model/region.ts';

export interface Invocation {
  readonly functionArn: string;
  readonly targetGroupArn: string;
  readonly accountId: string;
}

export type Permission =
  | { readonly kind: 'granted'; readonly why: string }
  | { readonly kind: 'missing'; readonly why: string; readonly evidence: Readonly<Record<string, unknown>> }
  /** A condition that we do not understand decides. */
  | { readonly kind: 'undecided'; readonly why: string };

const PRINCIPALS = ['elasticloadbalancing.amazonaws.com', '*'];

export function permissionIn(policy: LambdaPolicy | undefined, invocation: Invocation): Permission {
  if (policy === undefined) return missing(noPolicy(invocation), {});
  const verdicts = policy.statements.map((statement) => ({ statement, verdict: judge(statement, invocation) }));
  const denied = verdicts.find(({ statement, verdict }) => isDeny(statement) && verdict === 'matches');
  if (denied) return missing('a statement of its policy denies it', { effect: 'Deny' });
  const allowing = verdicts.filter(({ statement }) => !isDeny(statement));
  if (allowing.some(({ verdict }) => verdict === 'matches')) return granted();
  const undecided = allowing.find(({ verdict }) => verdict === 'undecided');
  if (undecided)
    return {
      kind: 'undecided',
      why: `a condition of its policy could not be judged: ${conditionsIn(undecided.statement)}`,
    };
  return missing(nearestMiss(policy, invocation), { statements: policy.statements.map(summaryOf) });
}

/** A version or alias has a policy of its own; that of the function does not count for it. */
function noPolicy({ functionArn }: Invocation): string {
  const qualifier = functionArn.split(':')[7];
  return qualifier === undefined ? 'the function has no policy at all' : `${qualifier} has no policy of its own`;
}

const granted = (): Permission => ({
  kind: 'granted',
  why: 'the policy of the function lets ELB invoke it for this group',
});
const missing = (why: string, evidence: Readonly<Record<string, unknown>>): Permission => ({
  kind: 'missing',
  why,
  evidence,
});
const isDeny = ({ effect }: LambdaStatement): boolean => effect.toLowerCase() === 'deny';

type Match = 'matches' | 'differs' | 'undecided';

function judge(statement: LambdaStatement, invocation: Invocation): Match {
  if (!namesElb(statement) || !namesInvoke(statement) || !namesFunction(statement, invocation)) return 'differs';
  return conditionsHold(statement, invocation);
}

const namesElb = ({ principals }: LambdaStatement): boolean => principals.some((name) => PRINCIPALS.includes(name));

const namesInvoke = ({ actions }: LambdaStatement): boolean =>
  actions.some((action) => fits(action.toLowerCase(), 'lambda:invokefunction'));

/** A policy without resources, as one may write it by hand, speaks of the function it hangs on. */
const namesFunction = ({ resources }: LambdaStatement, { functionArn }: Invocation): boolean =>
  resources.length === 0 || resources.some((resource) => fits(resource, functionArn));

function conditionsHold({ conditions }: LambdaStatement, invocation: Invocation): Match {
  const wanted: Readonly<Record<string, string>> = {
    'aws:sourcearn': invocation.targetGroupArn,
    'aws:sourceaccount': invocation.accountId,
    'aws:principalservicename': 'elasticloadbalancing.amazonaws.com',
  };
  const matches = [...conditions].flatMap(([operator, keys]) =>
    [...keys].map(([key, values]) => matchOf(operator, values, wanted[key])),
  );
  if (matches.includes('differs')) return 'differs';
  return matches.includes('undecided') ? 'undecided' : 'matches';
}

const LIKE = /^(arnlike|arnequals|stringlike)(ifexists)?$/;
const EQUALS = /^(stringequals|stringequalsignorecase)(ifexists)?$/;

function matchOf(operator: string, values: readonly string[], wanted: string | undefined): Match {
  const name = operator.toLowerCase();
  if (wanted === undefined) return name.endsWith('ifexists') ? 'matches' : 'undecided';
  if (LIKE.test(name)) return values.some((value) => fits(value, wanted)) ? 'matches' : 'differs';
  if (EQUALS.test(name))
    return values.some((value) => value.toLowerCase() === wanted.toLowerCase()) ? 'matches' : 'differs';
  return 'undecided';
}

/** `*` and `?` as IAM reads them. */
function fits(pattern: string, text: string): boolean {
  const escaped = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${escaped}$`).test(text);
}

/** Which part of the statement that comes nearest does not fit. */
function nearestMiss({ statements }: LambdaPolicy, invocation: Invocation): string {
  const allowing = statements.filter((statement) => !isDeny(statement));
  const forElb = allowing.filter(namesElb);
  if (forElb.length === 0) return 'no statement of its policy names elasticloadbalancing.amazonaws.com';
  const invoking = forElb.filter(namesInvoke);
  if (invoking.length === 0) return 'the statement for ELB does not allow lambda:InvokeFunction';
  const ofFunction = invoking.filter((statement) => namesFunction(statement, invocation));
  if (ofFunction.length === 0)
    return `its policy speaks of ${invoking[0]?.resources.join(', ')}, not of the version or alias that is registered`;
  const sources = ofFunction.flatMap(({ conditions }) =>
    [...conditions.values()].flatMap((keys) => keys.get('aws:sourcearn') ?? []),
  );
  return sources.length > 0
    ? `its policy allows ${sources.join(', ')} only`
    : 'a condition of its policy shuts this group out';
}

const conditionsIn = ({ conditions }: LambdaStatement): string =>
  [...conditions].flatMap(([operator, keys]) => [...keys.keys()].map((key) => `${operator} ${key}`)).join(', ');

const summaryOf = (statement: LambdaStatement): object => ({
  effect: statement.effect,
  principals: statement.principals,
  actions: statement.actions,
  resources: statement.resources,
  conditions: conditionsIn(statement),
});
