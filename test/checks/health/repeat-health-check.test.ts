import { healthCheckCommand } from '../../../lib/checks/health/repeat-health-check.ts';
import { aSubject, type Edit } from '../../support/check-harness.ts';

function commandFor(base: string, edit: Edit = () => {}): string {
  const { subject } = aSubject(edit, base);
  const [target] = subject.targetGroup.targets.known ? subject.targetGroup.targets.value : [];
  if (target === undefined) throw new Error(`${base} has no targets`);
  return healthCheckCommand(subject.region, subject.targetGroup, target);
}

test('an HTTP check is a GET with the address in Host, and the User-Agent of an ALB', () => {
  expect(commandFor('alb-to-instances')).toMatch(
    /^curl -sv -o \/dev\/null --max-time \d+ --http1.1 -A ELB-HealthChecker\/2.0 -H "Host: (10[\d.]+):8080" "http:\/\/\1:8080\/\S+"$/,
  );
});

test('Host has no port where it is the protocol’s own', () => {
  const onPort80: Edit = ({ targets }) => {
    for (const target of targets) target.HealthCheckPort = '80';
  };
  expect(commandFor('alb-to-instances', onPort80)).toMatch(/-H "Host: 10[\d.]+"/);
});

test.each([
  ['alb-to-https', / -k .*"https:\/\//],
  ['alb-to-ipv6-targets', /"http:\/\/\[[\da-f:]+\]:\d+\//],
  ['alb-to-grpc', /^grpcurl -(plaintext|insecure) -max-time \d+ \S+:\d+ \w/],
  ['alb-to-lambda', /^aws lambda invoke .*targetGroupArn/],
])('%s: %s', (base, command) => {
  expect(commandFor(base)).toMatch(command);
});

test('HTTP/2 in plaintext is spoken without asking first', () => {
  const http2: Edit = ({ targetGroup }) => {
    targetGroup.ProtocolVersion = 'HTTP2';
  };
  expect(commandFor('alb-to-instances', http2)).toContain('--http2-prior-knowledge');
});

test('a TCP check is a connection', () => {
  expect(commandFor('nlb-without-security-groups')).toMatch(/^nc -zv -w \d+ \S+ \d+$/);
});
