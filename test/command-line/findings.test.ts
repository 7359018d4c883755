import { createServer, type Server } from 'node:http';
import { auditSnapshot } from '../../lib/audit/audit.ts';
import { BROKEN, demoActs, REPAIRED } from '../../lib/demo/acts.ts';
import { type EmbeddedTable, startEmbeddedTable } from '../../lib/demo/embedded-table.ts';
import { createStore } from '../../lib/store/store.ts';
import { recordSweep } from '../../lib/sweep/record-sweep.ts';
import { run } from './run.ts';

const TABLE = 'target-group-auditor';
const before = { ...process.env };
let table: EmbeddedTable;
let cloudFormation: Server;

const answerWith = (members: string) =>
  `<DescribeStacksResponse xmlns="http://cloudformation.amazonaws.com/doc/2010-05-15/"><DescribeStacksResult><Stacks><member>${members}</member></Stacks></DescribeStacksResult></DescribeStacksResponse>`;
const output = `<Outputs><member><OutputKey>TableName</OutputKey><OutputValue>${TABLE}</OutputValue></member></Outputs>`;
const refusal =
  '<ErrorResponse><Error><Type>Sender</Type><Code>ValidationError</Code><Message>Stack with id Other does not exist</Message></Error></ErrorResponse>';

beforeAll(async () => {
  table = await startEmbeddedTable(TABLE);
  for (const { snapshot } of demoActs()) {
    const at = snapshot.capturedAt;
    if (at === REPAIRED) continue;
    const store = createStore({ client: table.client, tableName: TABLE, clock: () => new Date(at) });
    await recordSweep({ audit: auditSnapshot(snapshot, at), store, notifier: { send: async () => {} }, at });
  }
  cloudFormation = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => {
      body += chunk;
    });
    request.on('end', () => {
      const isThere = body.includes('StackName=TargetGroupAuditor');
      response.writeHead(isThere ? 200 : 400, { 'content-type': 'text/xml' });
      response.end(isThere ? answerWith(`<StackName>TargetGroupAuditor</StackName>${output}`) : refusal);
    });
  });
  await new Promise<void>((resolve) => cloudFormation.listen(0, '127.0.0.1', resolve));
  const address = cloudFormation.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  Object.assign(process.env, {
    AWS_ENDPOINT_URL_DYNAMODB: table.endpoint,
    AWS_ENDPOINT_URL_CLOUDFORMATION: `http://127.0.0.1:${port}`,
    AWS_ACCESS_KEY_ID: 'embedded',
    AWS_SECRET_ACCESS_KEY: 'embedded',
    AWS_REGION: 'eu-west-1',
  });
});

afterAll(async () => {
  process.env = before;
  await table.stop();
  cloudFormation.closeAllConnections();
  await new Promise((resolve) => cloudFormation.close(resolve));
});

test('open findings come out of the table of the deployed stack, worst first', async () => {
  const { code, out, err } = await run(['findings', '--open']);
  expect({ code, err }).toEqual({ code: 0, err: '' });
  expect(out).toMatch(/^CRITICAL {2}orders-api/m);
  expect(out.indexOf('orders-api')).toBeLessThan(out.indexOf('payments'));
});

test('findings can be asked for by severity, target group and time', async () => {
  const find = async (...options: readonly string[]) => {
    const { out } = await run(['findings', '--format', 'json', ...options]);
    return JSON.parse(out).map(({ targetGroupName }: { targetGroupName: string }) => targetGroupName);
  };
  expect(await find('--severity', 'critical')).toEqual(expect.arrayContaining(['orders-api', 'search']));
  expect(await find('--severity', 'critical')).not.toContain('payments');
  expect(new Set(await find('--target-group', 'payments'))).toEqual(new Set(['payments']));
  expect(await find('--since', BROKEN)).not.toEqual([]);
  expect(await find('--since', '1h')).toEqual([]);
});

test('incidents come as a table, JSON and CSV', async () => {
  expect((await run(['incidents', '--open'])).out).toMatch(/^CRITICAL {2}orders-api/m);
  expect(JSON.parse((await run(['incidents', '--format', 'json'])).out)).toHaveLength(3);
  expect((await run(['incidents', '--format', 'csv'])).out.split('\r\n')).toHaveLength(5);
});

test('nothing found is said, not shown as emptiness', async () => {
  expect((await run(['findings', '--since', '1h'])).out).toBe('nothing found\n');
});

test.each([
  ['a stack that is not there', ['findings', '--stack', 'Other'], /there is no stack "Other" in eu-west-1; deploy it/],
  ['a table that is not there', ['findings', '--table', 'other-table'], /AWS answered ResourceNotFoundException/],
  ['a time that is none', ['incidents', '--since', 'yesterday'], /--since must be like 24h, 7d/],
  ['two regions', ['findings', '--region', 'eu-west-1,eu-west-2'], /one region/],
])('%s is one line and exit code 2', async (_, argv, line) => {
  const { code, out, err } = await run(argv);
  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(err).toMatch(line);
  expect(err).toMatch(/^tga: [^\n]+\n$/);
});
