/** Checks that were ruled out, said in the words people use for what was examined. */

/** What a set of checks together examined. A set is named only when all that were examined of it are listed. */
const EXAMINED: readonly { readonly name: string; readonly checks: readonly string[] }[] = [
  { name: "load balancer's outbound rules", checks: ['load-balancer-egress-blocked'] },
  { name: "targets' inbound rules", checks: ['target-ingress-blocked'] },
  {
    name: 'network ACLs (all 4 legs)',
    checks: [
      'load-balancer-acl-blocks-request',
      'target-acl-blocks-request',
      'target-acl-blocks-reply',
      'load-balancer-acl-blocks-reply',
    ],
  },
  { name: 'routes', checks: ['no-route-to-target', 'no-route-back'] },
  { name: 'instances running', checks: ['target-not-running'] },
  { name: 'zones enabled', checks: ['zone-not-enabled'] },
  { name: 'addresses within reach', checks: ['address-outside-reach'] },
  { name: 'instance load', checks: ['target-overloaded'] },
  { name: "function's policy", checks: ['lambda-permission-missing'] },
];

/** `load balancer's outbound rules · network ACLs (all 4 legs) · routes`; checks without a word of their own by id. */
export function nameExamined(checks: readonly string[]): readonly string[] {
  const left = new Set(checks);
  const names: string[] = [];
  for (const { name, checks: set } of EXAMINED) {
    if (!set.every((check) => left.has(check))) continue;
    names.push(name);
    for (const check of set) left.delete(check);
  }
  return [...names, ...left];
}
