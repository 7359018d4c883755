import { answerQuestions, parseQuestions } from '../../lib/network/questions.ts';
import { CONTROLS } from '../../lib/network/trace.ts';
import {
  allow,
  anAccount,
  ask,
  type Edit,
  GROUP,
  groupOf,
  interfaceOf,
  NLB,
  target,
  WEB_TO_APP,
} from './an-account.ts';

describe('answers', () => {
  test('come in the order of the questions, with their ids', () => {
    const questions = parseQuestions([
      { ...WEB_TO_APP, id: 'first', expect: 'allowed' },
      { ...WEB_TO_APP, port: 81, expect: 'allowed' },
    ]);
    const answers = answerQuestions(anAccount(), questions);
    expect(answers.map(({ id, verdict, met }) => ({ id, verdict, met }))).toEqual([
      { id: 'first', verdict: 'allowed', met: true },
      { id: undefined, verdict: 'blocked', met: false },
    ]);
    expect(Object.keys(answers[1] ?? {})).toEqual(['verdict', 'steps', 'met']);
  });

  test('have `met` only where something was expected', () => {
    expect(ask(WEB_TO_APP)).not.toHaveProperty('met');
  });

  test('have steps of exactly the public members', () => {
    expect(ask({ ...WEB_TO_APP, port: 81 }).steps[4]).toEqual({
      control: 'target-security-groups',
      resource: 'sg-app',
      verdict: 'blocked',
      blocked: [{ addresses: '10.0.0.0/23', ports: '81' }],
      because: 'no rule admits tcp/81 from there; it admits tcp 80 from sg-lb and nothing else',
    });
  });
});

describe('ends', () => {
  test.each<[string, object, object]>([
    [
      'a load balancer by ARN',
      { loadBalancer: 'arn:aws:elasticloadbalancing:eu-west-1:123456789012:loadbalancer/app/web/1111' },
      { eni: 'eni-app' },
    ],
    ['an interface', { eni: 'eni-10-a' }, { eni: 'eni-app' }],
    ['an instance', { instance: 'i-app' }, { instance: 'i-app' }],
    ['an address that an interface has', { ip: '10.0.0.10' }, { ip: '10.0.10.5' }],
  ])('%s', (_name, from, to) => {
    const admits: Edit = (region) => groupOf(region, 'sg-app').IpPermissions?.push(allow(80, 'sg-app'));
    expect(ask({ from, to, protocol: 'tcp', port: 80 }, admits).verdict).toBe('allowed');
  });

  test('a subnet is all of its addresses', () => {
    const admits: Edit = (region) => groupOf(region, 'sg-app').IpPermissions?.push(allow(80, '10.0.11.0/25'));
    const answer = ask({ ...WEB_TO_APP, from: { subnet: 'subnet-app-b' } }, admits);
    expect(answer.verdict).toBe('partlyBlocked');
    expect(answer.steps[0]?.because).toContain('a subnet has no security groups');
  });

  test('an address outside every VPC comes from where nobody can see', () => {
    const question = { ...WEB_TO_APP, from: { ip: '192.0.2.1' } };
    const routed: Edit = (region) =>
      region.routeTables[0]?.Routes?.push({ DestinationCidrBlock: '0.0.0.0/0', GatewayId: 'igw-1', State: 'active' });
    const admits: Edit = (region) => groupOf(region, 'sg-app').IpPermissions?.push(allow(80, '0.0.0.0/0'));
    expect(ask(question, admits, routed).verdict).toBe('undetermined');
    expect(ask(question, admits).steps[6]).toMatchObject({ control: 'route-back', verdict: 'blocked' });
    expect(ask(question, routed).verdict).toBe('blocked');
  });

  test('an address of the VPC that nobody has leaves its groups open', () => {
    expect(ask({ ...WEB_TO_APP, from: { ip: '10.0.11.200' } }).verdict).toBe('undetermined');
  });

  test('the address says which family is meant', () => {
    const answer = ask({ from: { eni: 'eni-10-a' }, to: { ip: '2600:1f18:0:a::5' }, protocol: 'tcp', port: 80 });
    expect(answer.verdict).toBe('allowed');
    expect(ask({ ...WEB_TO_APP, to: { ip: '2600:1f18:0:a::5' }, port: 81 }).steps[4]?.blocked).toEqual([
      { addresses: '2600:1f18::/63', ports: '81' },
    ]);
  });

  test.each<[string, object, object, string]>([
    ['a load balancer', { loadBalancer: 'gone' }, { eni: 'eni-app' }, 'load balancer gone is not in the snapshot'],
    ['an interface', { eni: 'eni-app' }, { eni: 'eni-gone' }, 'network interface eni-gone is not in the snapshot'],
    ['an instance', { instance: 'i-gone' }, { eni: 'eni-app' }, 'instance i-gone is not in the snapshot'],
    ['a subnet', { subnet: 'subnet-gone' }, { eni: 'eni-app' }, 'subnet subnet-gone is not in the snapshot'],
  ])('%s that is not in the snapshot is undetermined and named', (_name, from, to, because) => {
    const answer = ask({ from, to, protocol: 'tcp', port: 80, expect: 'allowed' });
    expect(answer).toMatchObject({ verdict: 'undetermined', met: false });
    expect(answer.steps.map(({ control }) => control)).toEqual([...CONTROLS]);
    expect(new Set(answer.steps.map((step) => step.because))).toEqual(new Set([because]));
  });

  test('a snapshot without regions answers nothing', () => {
    const account = { ...anAccount(), regions: [] };
    expect(answerQuestions(account, parseQuestions([WEB_TO_APP]))[0]?.verdict).toBe('undetermined');
  });
});

describe('ports', () => {
  test('without a port every port is asked about', () => {
    const { port: _port, ...question } = { ...WEB_TO_APP, to: { instance: 'i-two' } };
    expect(ask(question).verdict).toBe('partlyBlocked');
  });

  test('of a registered target, its target group says which', () => {
    const { port: _port, ...question } = WEB_TO_APP;
    const checked = target({ HealthCheckPort: '9100' }, 'i-app');
    const health: Edit = (region) => {
      region.targetHealth[GROUP] = [{ Target: { Id: 'i-app', Port: 80 }, HealthCheckPort: '9100' }];
    };
    expect(ask({ ...question, mode: 'traffic' }, checked, health).verdict).toBe('allowed');
    expect(ask({ ...question, mode: 'health-check' }, checked, health).verdict).toBe('blocked');
  });

  test('a protocol without ports ignores them', () => {
    const gre = { IpProtocol: '47', IpRanges: [{ CidrIp: '0.0.0.0/0' }] };
    const admits: Edit = (region) => groupOf(region, 'sg-app').IpPermissions?.push(gre);
    expect(ask({ ...WEB_TO_APP, protocol: 47 }, admits).verdict).toBe('allowed');
  });
});

describe('a client whose address is kept', () => {
  const flat = {
    from: { loadBalancer: 'flat' },
    to: { instance: 'i-app' },
    protocol: 'tcp',
    port: 80,
    mode: 'traffic',
  };
  const registered = target({ LoadBalancerArns: [NLB], Protocol: 'TCP' }, 'i-app');
  const office: Edit = (region) => {
    groupOf(region, 'sg-app').IpPermissions = [allow(80, '203.0.113.0/24')];
  };
  test.each<[string, object, Edit[], string]>([
    ['is admitted by its own address', { clientIp: '203.0.113.9' }, [], 'allowed'],
    ['is not, where it is another', { clientIp: '198.51.100.9' }, [], 'blocked'],
    ['does not matter to the health check', { clientIp: '203.0.113.9', mode: 'health-check' }, [], 'blocked'],
    ['of a registered instance is admitted', { clientIp: '203.0.113.9' }, [registered], 'allowed'],
    [
      'of a registered instance does not matter to its check',
      { clientIp: '203.0.113.9', mode: 'health-check' },
      [registered],
      'blocked',
    ],
    [
      'is not seen where the group hides it',
      { clientIp: '203.0.113.9' },
      [target({ LoadBalancerArns: [NLB], Protocol: 'TCP', TargetType: 'ip' }, '10.0.10.5')],
      'blocked',
    ],
  ])('%s', (_name, question, edits, verdict) => {
    expect(ask({ ...flat, ...question }, office, ...edits).verdict).toBe(verdict);
  });
});

describe('registered targets', () => {
  test('the zones of the target group count: with cross-zone off the other node does not send', () => {
    const zonal: Edit = (region) => {
      target({ LoadBalancerArns: [NLB], Protocol: 'TCP', TargetType: 'instance' }, 'i-app')(region);
      region.loadBalancerAttributes[NLB] = [];
      groupOf(region, 'sg-app').IpPermissions = [allow(80, '10.0.0.0/24')];
    };
    const question = { from: { loadBalancer: 'flat' }, to: { eni: 'eni-app' }, protocol: 'tcp', port: 80 };
    expect(ask(question, zonal).verdict).toBe('allowed');
    const unregistered: Edit = (region) => {
      region.targetHealth[GROUP] = [];
    };
    expect(ask(question, zonal, unregistered).verdict).toBe('partlyBlocked');
  });

  test('an interface that is not the primary one of the instance is no target', () => {
    const second: Edit = (region) =>
      void Object.assign(interfaceOf(region, 'eni-two'), { Attachment: { InstanceId: 'i-app', DeviceIndex: 1 } });
    expect(ask({ ...WEB_TO_APP, to: { eni: 'eni-two' } }, second).steps[4]?.resource).toBe('sg-app');
  });
});

describe('what is no question', () => {
  const ends = { from: { ip: '10.0.0.1' }, to: { ip: '10.0.0.2' } };
  test.each<[unknown, string]>([
    [{}, 'questions must be a list of questions'],
    [[{ ...ends }], 'questions[0].protocol must be tcp, udp, icmp, icmpv6 or a number from 0 to 255'],
    [[{ ...ends, protocol: 'tpc' }], 'questions[0].protocol must be tcp, udp, icmp, icmpv6 or a number from 0 to 255'],
    [[{ ...ends, protocol: 256 }], 'questions[0].protocol must be tcp, udp, icmp, icmpv6 or a number from 0 to 255'],
    [[{ ...ends, protocol: 'tcp', port: 70000 }], 'questions[0].port must be a whole number from 0 to 65535'],
    [[{ ...ends, protocol: 'tcp', port: '80' }], 'questions[0].port must be a whole number from 0 to 65535'],
    [
      [{ ...ends, protocol: 'tcp', sourcePorts: '9-1' }],
      'questions[0].sourcePorts must be a range such as "1024-65535"',
    ],
    [[{ ...ends, protocol: 'tcp', mode: 'check' }], 'questions[0].mode must be health-check or traffic'],
    [
      [{ ...ends, protocol: 'tcp', expect: 'open' }],
      'questions[0].expect must be one of allowed, partlyBlocked, blocked, undetermined',
    ],
    [
      [{ ...ends, protocol: 'tcp', from: {} }],
      'questions[0].from must name exactly one of loadBalancer, eni, instance, subnet, ip',
    ],
    [
      [{ ...ends, protocol: 'tcp', from: { ip: '10.0.0.1', eni: 'eni-1' } }],
      'questions[0].from must name exactly one of loadBalancer, eni, instance, subnet, ip',
    ],
    [[{ ...ends, protocol: 'tcp', to: { ip: '10.0.0' } }], 'questions[0].to.ip must be an IPv4 or IPv6 address'],
    [[{ ...ends, protocol: 'tcp', from: undefined }], 'questions[0].from must be an object'],
    [[ends, 7], 'questions[0].protocol must be tcp, udp, icmp, icmpv6 or a number from 0 to 255'],
    [[{ ...ends, protocol: 'tcp' }, 7], 'questions[1] must be an object'],
  ])('%j', (value, message) => {
    expect(() => parseQuestions(value)).toThrow(message);
  });
});
