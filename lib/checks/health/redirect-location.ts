import { codesOfKind } from './code-kind.ts';
import type { HealthReading } from './health-reading.ts';

/** Where a probe that repeats the health check was sent. */
export function locationOf(reading: HealthReading): string | undefined {
  if (codesOfKind(reading, 'redirect').length === 0) return undefined;
  return reading.repeated?.headers.get('location');
}

/** A page that asks who is there. */
export const isLogin = (location: string): boolean =>
  /\b(log-?in|sign-?in|log-?on|sso|saml|oauth2?|openid|oidc|auth|authorize|authenticate|session\/new|sessions\/new|accounts?\/login|cas)\b/i.test(
    location,
  );

/** The host that a redirect names, where it is not the address that was asked. */
export function otherHostIn(location: string, targetId: string): string | undefined {
  const host = /^https?:\/\/(\[[^\]]+\]|[^/:?#]+)/i.exec(location)?.[1];
  return host === undefined || host === targetId || /^\d+(\.\d+){3}$/.test(host) ? undefined : host;
}
