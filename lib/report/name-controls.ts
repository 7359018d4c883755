/** Checks that were ruled out, said in the words people use for what was examined. */

interface Examined {
  readonly checks: readonly string[];
  /** What they examined together, given how many of them are there. */
  readonly name: (count: number) => string;
}

const one = (check: string, name: string): Examined => ({ checks: [check], name: () => name });

const EXAMINED: readonly Examined[] = [
  one('load-balancer-egress-blocked', "load balancer's outbound rules"),
  one('target-ingress-blocked', "targets' inbound rules"),
  {
    checks: [
      'load-balancer-acl-blocks-request',
      'target-acl-blocks-request',
      'target-acl-blocks-reply',
      'load-balancer-acl-blocks-reply',
    ],
    name: (count) => (count === 4 ? 'network ACLs (all 4 legs)' : `network ACLs (${count} of 4 legs)`),
  },
  { checks: ['no-route-to-target', 'no-route-back'], name: (count) => (count === 2 ? 'routes' : 'routes (one way)') },
  one('target-not-running', 'instances running'),
  one('zone-not-enabled', 'zones enabled'),
  one('address-outside-reach', 'addresses within reach'),
  one('target-overloaded', 'instance load'),
  one('lambda-permission-missing', "function's policy"),
];

/** `load balancer's outbound rules · network ACLs (all 4 legs) · routes`; checks without a word of their own by id. */
export function nameExamined(checks: readonly string[]): readonly string[] {
  const named = EXAMINED.flatMap(({ checks: set, name }) => {
    const count = set.filter((check) => checks.includes(check)).length;
    return count === 0 ? [] : [name(count)];
  });
  return [...named, ...checks.filter((check) => !NAMED.has(check))];
}

const NAMED = new Set(EXAMINED.flatMap(({ checks }) => checks));
