import { resolveEndpoint } from '../../lib/network/endpoints.ts';
import { type PathOptions, traceBetween } from '../../lib/network/trace-between.ts';
import { ALB, aRegion, type Edit, GROUP, peered, target } from './an-account.ts';

function traces(from: string, to: string, options: PathOptions = {}, ...edits: readonly Edit[]) {
  const region = aRegion(...edits);
  const ends = [from, to].map((text) => {
    const end = resolveEndpoint(region, text);
    if (!end.known) throw new Error(end.because);
    return end.value;
  });
  const [first, second] = ends;
  if (first === undefined || second === undefined) throw new Error('two ends');
  return traceBetween(region, first, second, options);
}

test.each([
  ['web', 'load-balancer'],
  [ALB, 'load-balancer'],
  ['app', 'target-group'],
  [GROUP, 'target-group'],
  ['eni-app', 'interface'],
  ['i-app', 'instance'],
  ['10.0.10.5', 'address'],
  ['2600:1f18::1', 'address'],
  ['subnet-app-a', 'subnet'],
])('%s is a %s', (text, kind) => {
  expect(resolveEndpoint(aRegion(), text)).toMatchObject({ known: true, value: { kind } });
});

test.each([
  ['nobody', '"nobody" is no load balancer, target group, interface, instance, subnet or address of the snapshot'],
  ['eni-gone', 'network interface eni-gone is not in the snapshot'],
  ['i-0dead', 'instance i-0dead is not in the snapshot'],
  ['subnet-gone', 'subnet subnet-gone is not in the snapshot'],
  [`${GROUP}x`, `${GROUP}x is not in the snapshot`],
])('%s is nothing, and it says so', (text, because) => {
  expect(resolveEndpoint(aRegion(), text)).toEqual({ known: false, because });
});

const both: Edit = (region) => {
  region.targetHealth[GROUP] = ['i-app', 'i-two'].map((Id) => ({ Target: { Id, Port: 80 } }));
};

test('a load balancer to a target group is the way to each target', () => {
  expect(traces('web', 'app', {}, both).map(({ destination, verdict }) => `${destination.label} ${verdict}`)).toEqual([
    'i-app allowed',
    'i-two allowed',
  ]);
});

test('a target group to one of its targets is the way of its load balancers, on its port', () => {
  const [trace, ...rest] = traces('app', 'i-app');
  expect(trace).toMatchObject({ source: { label: 'web' }, port: 80, verdict: 'allowed' });
  expect(rest).toEqual([]);
});

test('a target group to something else is the way of its load balancers all the same', () => {
  const [trace] = traces('app', '10.0.11.5', { port: 80 });
  expect(trace).toMatchObject({ source: { label: 'web' }, verdict: 'allowed' });
});

test('a subnet is reached at each of its interfaces', () => {
  expect(traces('web', 'subnet-app-a', { port: 80 }).map(({ destination }) => destination.label)).toEqual(['eni-app']);
});

test('an empty subnet is undetermined where groups are asked', () => {
  const empty: Edit = (region) => {
    region.networkInterfaces = region.networkInterfaces.filter(({ SubnetId }) => SubnetId !== 'subnet-app-a');
  };
  expect(traces('web', 'subnet-app-a', { port: 80 }, empty)).toMatchObject([
    { verdict: 'undetermined', because: 'no network interface in the snapshot is in subnet-app-a' },
  ]);
});

test('a load balancer as the other end is all its nodes', () => {
  const [trace] = traces('i-app', 'web', { port: 443 });
  expect(trace?.destination.interfaceIds).toEqual(['eni-10-a', 'eni-10-b']);
});

test.each([
  ['health-check', 9100, 'blocked'],
  ['traffic', 80, 'allowed'],
] as const)('the mode %s says which port of a registered target is meant', (mode, port, verdict) => {
  const managed = target({ HealthCheckPort: '9100' }, 'i-app');
  expect(traces('web', 'i-app', { mode }, managed)).toMatchObject([{ port, verdict }]);
});

test('a port that is named wins', () => {
  expect(traces('web', 'i-app', { port: 8443 })).toMatchObject([{ port: 8443, verdict: 'blocked' }]);
});

test('an address in several VPCs has to be told apart', () => {
  const twin: Edit = (region) => {
    peered(region);
    region.vpcs.push({ VpcId: 'vpc-c', CidrBlock: '10.9.0.0/16' });
  };
  const [trace] = traces('10.9.77.1', 'i-app', { port: 80 }, twin);
  expect(trace).toMatchObject({ verdict: 'undetermined', because: '10.9.77.1 is in vpc-b and vpc-c' });
  expect(traces('10.9.0.5', 'i-app', { port: 80 }, twin)).toMatchObject([{ source: { vpcId: 'vpc-b' } }]);
});
