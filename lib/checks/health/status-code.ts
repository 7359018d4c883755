/** Reads status codes out of ELB's words, and judges them against a matcher. */
import type { Matcher } from '../../model/load-balancing.ts';

/** `Health checks failed with these codes: [404, 503]` → 404 and 503. Empty where the text names none. */
export function codesIn(description: string | undefined): readonly number[] {
  const listed = /\[([^\]]*)\]/.exec(description ?? '')?.[1] ?? '';
  const codes = listed.split(/[\s,;]+/).flatMap((text) => (/^\d{1,3}$/.test(text) ? [Number(text)] : []));
  return [...new Set(codes)];
}

/** Whether a matcher such as `200,202` or `200-299` accepts a code. */
export function accepts(codes: string, code: number): boolean {
  return codes.split(',').some((part) => {
    const [from, to] = part.split('-').map((text) => Number(text.trim()));
    if (from === undefined || Number.isNaN(from) || part.trim() === '') return false;
    return code >= from && code <= (to === undefined || Number.isNaN(to) ? from : to);
  });
}

/** Codes that ELB accepts by itself where the API answers no matcher. */
const HTTP_DEFAULT: Readonly<Record<'application' | 'network' | 'gateway', string>> = {
  application: '200',
  network: '200-399',
  gateway: '200-399',
};

export function matcherOf(
  matcher: Matcher | undefined,
  loadBalancerType: 'application' | 'network' | 'gateway',
  protocolVersion: string | undefined,
): Matcher {
  if (matcher) return matcher;
  if (protocolVersion === 'GRPC') return { kind: 'grpc', codes: '12' };
  return { kind: 'http', codes: HTTP_DEFAULT[loadBalancerType] };
}

/** Whether ELB lets a matcher hold this code: ALB 200-499, GWLB 200-399, NLB 200-599, gRPC 0-99. */
export function canAccept(
  { kind }: Matcher,
  loadBalancerType: 'application' | 'network' | 'gateway',
  code: number,
): boolean {
  if (kind === 'grpc') return code >= 0 && code <= 99;
  const highest = { application: 499, network: 599, gateway: 399 }[loadBalancerType];
  return code >= 200 && code <= highest;
}

/** The matcher with just these codes added. */
export const widened = (codes: string, added: readonly number[]): string =>
  [codes, ...added.filter((code) => !accepts(codes, code))].join(',');
