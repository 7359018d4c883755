import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DescribeTargetGroupsCommand } from '@aws-sdk/client-elastic-load-balancing-v2';
import { AccessError } from '../../lib/collect/access-error.ts';
import { closeClients, createClients } from '../../lib/collect/clients.ts';
import { collectSnapshot } from '../../lib/collect/collect-snapshot.ts';
import { type Answer, fakeAws, refusal } from '../support/fake-aws.ts';

const AT = '2026-11-23T12:00:00Z';

const collect = (answer: Answer, regions: readonly string[] | 'all' = ['eu-west-1']) => {
  const { clientsFor, sent } = fakeAws(answer);
  return { sent, done: collectSnapshot({ regions, at: AT, clientsFor }) };
};

const messageOf = async (done: Promise<unknown>): Promise<string> => {
  const error = await done.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(AccessError);
  const { message } = error as AccessError;
  expect(message).not.toContain('\n');
  return message;
};

const unreachable = (code: string) => Object.assign(new Error(`${code} somewhere`), { code, $metadata: {} });
const providers = (message: string) => Object.assign(new Error(message), { name: 'CredentialsProviderError' });

const ENABLED = { Regions: [{ RegionName: 'eu-west-1' }, { RegionName: 'eu-central-1' }] };
const NOTHING: Readonly<Record<string, object>> = {
  'sts:GetCallerIdentity': { Account: '123456789012' },
  'ec2:DescribeRegions': ENABLED,
  'elasticloadbalancing:DescribeTargetGroups': { TargetGroups: [] },
  'elasticloadbalancing:DescribeLoadBalancers': { LoadBalancers: [] },
};
const nothing: Answer = ({ action }) => NOTHING[action];
const failing =
  (error: Error): Answer =>
  (call) =>
    call.action === 'sts:GetCallerIdentity' ? error : nothing(call);

describe('an account that cannot be read is one line', () => {
  test.each([
    [
      'no credentials',
      providers('Could not load credentials from any providers'),
      /^no credentials: set AWS_PROFILE, pass --profile, or run `aws sso login`$/,
    ],
    [
      'an expired session',
      refusal('ExpiredTokenException', 'The security token is expired'),
      /^credentials have expired \(ExpiredTokenException\)/,
    ],
    [
      'an expired SSO session',
      providers('The SSO session associated with this profile has expired.'),
      /^credentials have expired/,
    ],
    ['a refused key', refusal('InvalidClientTokenId'), /^AWS refused the credentials \(InvalidClientTokenId\)/],
    ['a wrong secret', refusal('SignatureDoesNotMatch'), /^AWS refused the credentials \(SignatureDoesNotMatch\)/],
    ['no route', unreachable('ECONNREFUSED'), /^cannot reach .*\(ECONNREFUSED\)/],
    ['no such host', unreachable('ENOTFOUND'), /^cannot reach AWS in region "eu-west-1" \(ENOTFOUND\)/],
    [
      'anything else',
      refusal('ThrottlingException', 'Rate exceeded'),
      /sts:GetCallerIdentity: ThrottlingException: Rate exceeded/,
    ],
  ])('%s', async (_, error, expected) => {
    expect(await messageOf(collect(failing(error)).done)).toMatch(expected);
  });

  test('a bug is not one of them', async () => {
    await expect(collect(failing(new TypeError('x is not a function'))).done).rejects.toThrow(TypeError);
  });
});

test('credentials that are refused at home are to blame, and not the region that does not answer', async () => {
  const answer: Answer = ({ region }) =>
    region === 'eu-west-9' ? unreachable('ENOTFOUND') : refusal('InvalidClientTokenId');
  expect(await messageOf(collect(answer, ['eu-west-9']).done)).toMatch(/^AWS refused the credentials/);
});

describe('regions', () => {
  test('one that is not enabled is named with those that are', async () => {
    expect(await messageOf(collect(nothing, ['eu-west-1', 'eu-west-9']).done)).toBe(
      'region "eu-west-9" is not enabled in account 123456789012; enabled: eu-central-1, eu-west-1',
    );
  });

  test.each([unreachable('ENOTFOUND'), refusal('InvalidClientTokenId')])(
    'one that does not know us is asked about at home: %s',
    async (error) => {
      const { done, sent } = collect((call) => (call.region === 'eu-west-9' ? error : nothing(call)), ['eu-west-9']);
      expect(await messageOf(done)).toMatch(/^region "eu-west-9" is not enabled/);
      expect(sent.map(({ region }) => region)).toEqual(['eu-west-9', 'us-east-1', 'us-east-1']);
    },
  );

  test('all enabled ones are read where all are asked for', async () => {
    const snapshot = await collect(nothing, 'all').done;
    expect(snapshot.regions.map(({ region }) => region)).toEqual(['eu-central-1', 'eu-west-1']);
  });

  test('of another partition are found with its own credentials', async () => {
    const answer: Answer = (call) => (call.region === 'us-east-1' ? refusal('InvalidClientTokenId') : nothing(call));
    const { done, sent } = collect(answer, 'all');
    await done;
    expect(sent.slice(0, 3).map(({ region }) => region)).toEqual(['us-east-1', 'us-gov-west-1', 'us-gov-west-1']);
  });

  test('are not doubted where they cannot be listed', async () => {
    const denied: Answer = (call) => (call.action === 'ec2:DescribeRegions' ? refusal('AccessDenied') : nothing(call));
    expect((await collect(denied).done).regions).toHaveLength(1);
    expect(await messageOf(collect(denied, 'all').done)).toMatch(
      /^regions could not be listed \(ec2:DescribeRegions: AccessDenied: .*\); name them instead$/,
    );
  });

  test('and account are not asked for where both are given', async () => {
    const { clientsFor, sent } = fakeAws(nothing);
    const snapshot = await collectSnapshot({ regions: ['eu-west-1'], accountId: '111122223333', at: AT, clientsFor });
    expect(snapshot.accountId).toBe('111122223333');
    expect(sent.map(({ action }) => action)).not.toContain('sts:GetCallerIdentity');
  });
});

describe('on the wire', () => {
  const environment = { ...process.env };
  let server: Server | undefined;

  const serve = async (respond: (request: IncomingMessage, body: string, response: ServerResponse) => void) => {
    const listening = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk) => {
        body += chunk;
      });
      request.on('end', () => respond(request, body, response));
    });
    server = listening;
    await new Promise<void>((resolve) => listening.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(listening.address() as AddressInfo).port}`;
  };

  beforeEach(() => {
    Object.assign(process.env, {
      AWS_ACCESS_KEY_ID: 'testing',
      AWS_SECRET_ACCESS_KEY: 'testing',
      AWS_EC2_METADATA_DISABLED: 'true',
      AWS_CONFIG_FILE: '/dev/null',
      AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
    });
  });

  afterEach(async () => {
    process.env = { ...environment };
    server?.closeAllConnections();
    await new Promise((resolve) => (server ? server.close(resolve) : resolve(undefined)));
    server = undefined;
  });

  test('AWS_ENDPOINT_URL is honoured, and an endpoint that nobody serves is named', async () => {
    const endpoint = await serve((_, __, response) => response.end());
    server?.close();
    process.env.AWS_ENDPOINT_URL = endpoint;
    const clientsFor = (region: string) => {
      const clients = createClients(region);
      for (const client of Object.values(clients)) Object.assign(client.config, { maxAttempts: async () => 1 });
      return clients;
    };
    expect(await messageOf(collectSnapshot({ regions: ['eu-west-1'], at: AT, clientsFor }))).toContain(
      `cannot reach ${endpoint} (ECONNREFUSED)`,
    );
  });

  test('an endpoint that is no URL is refused', async () => {
    process.env.AWS_ENDPOINT_URL = 'not a url';
    expect(await messageOf(collectSnapshot({ regions: ['eu-west-1'], at: AT }))).toBe(
      'AWS_ENDPOINT_URL must be a URL such as http://localhost:5000, got "not a url"',
    );
  });

  test('without credentials the standard chain says so', async () => {
    delete process.env.AWS_ACCESS_KEY_ID;
    delete process.env.AWS_SECRET_ACCESS_KEY;
    expect(await messageOf(collectSnapshot({ regions: ['eu-west-1'], at: AT }))).toMatch(/^no credentials: set/);
  });

  test('a profile that is not there is named', async () => {
    delete process.env.AWS_ACCESS_KEY_ID;
    const clientsFor = (region: string) => createClients(region, { profile: 'nowhere' });
    expect(await messageOf(collectSnapshot({ regions: ['eu-west-1'], at: AT, clientsFor }))).toMatch(
      /^no credentials for profile "nowhere"/,
    );
  });

  const throttled =
    '<ErrorResponse><Error><Code>Throttling</Code><Message>Rate exceeded</Message></Error></ErrorResponse>';
  const none = '<R><DescribeTargetGroupsResult><TargetGroups/></DescribeTargetGroupsResult></R>';

  test('a throttled call is tried again by the SDK', async () => {
    let attempts = 0;
    process.env.AWS_ENDPOINT_URL = await serve((_, __, response) => {
      attempts += 1;
      response.statusCode = attempts === 1 ? 400 : 200;
      response.end(attempts === 1 ? throttled : none);
    });
    const clients = createClients('eu-west-1');
    const answer = await clients.elb.send(new DescribeTargetGroupsCommand({}));
    closeClients(clients);
    expect(answer.TargetGroups).toEqual([]);
    expect(attempts).toBe(2);
  });

  test('Elastic Load Balancing is asked at the pace that is set', async () => {
    process.env.AWS_ENDPOINT_URL = await serve((_, __, response) => response.end(none));
    const clients = createClients('eu-west-1', { elbPace: { burst: 2, perSecond: 10 } });
    const started = performance.now();
    await Promise.all([1, 2, 3, 4].map(() => clients.elb.send(new DescribeTargetGroupsCommand({}))));
    closeClients(clients);
    expect(performance.now() - started).toBeGreaterThan(190);
  });
});
