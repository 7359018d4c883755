/** AWS as recorded: clients whose `send` replays answers instead of calling. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Clients, createClients } from '../../lib/collect/clients.ts';

export interface Sent {
  readonly region: string;
  /** As IAM names it: `ec2:DescribeVpcs`. */
  readonly action: string;
  readonly input: Readonly<Record<string, unknown>>;
}

/** What AWS answers; an error is thrown, undefined is an answer without members. */
export type Answer = (call: Sent) => object | undefined;

const SERVICES = {
  elb: 'elasticloadbalancing',
  ec2: 'ec2',
  cloudwatch: 'cloudwatch',
  lambda: 'lambda',
  sts: 'sts',
} as const satisfies Record<keyof Clients, string>;

/** Clients of a region that never call anybody, and whatever they are sent. */
export function fakeAws(answer: Answer) {
  const sent: Sent[] = [];
  const clientsFor = (region: string): Clients => {
    const clients = createClients(region);
    for (const [name, client] of Object.entries(clients) as [keyof Clients, object][]) {
      const send = async (command: { readonly constructor: { readonly name: string }; readonly input: object }) => {
        const operation = command.constructor.name.replace(/Command$/, '');
        const call = { region, action: `${SERVICES[name]}:${operation}`, input: { ...command.input } };
        sent.push(call);
        const output = answer(call) ?? {};
        if (output instanceof Error) throw output;
        return output;
      };
      Object.assign(client, { send });
    }
    return clients;
  };
  return { clientsFor, sent };
}

/** An error as the SDK throws it for what AWS refuses. */
export function refusal(name: string, message = `${name} from AWS`): Error {
  return Object.assign(new Error(message), { name, $metadata: {}, $fault: 'client' });
}

interface RecordedCall {
  readonly command: string;
  readonly input: Members;
  readonly output: Members;
}
type Members = Readonly<Record<string, unknown>>;

const ISO = /^\d{4}-\d\d-\d\dT[\d:.]+Z$/;

/** `npx tsx test/e2e/moto/record-account.ts` makes the recording anew. */
export function readRecording(): readonly RecordedCall[] {
  const path = join(process.cwd(), 'test/fixtures/collect/recorded-account.json');
  return JSON.parse(readFileSync(path, 'utf8'), (_, value) =>
    typeof value === 'string' && ISO.test(value) ? new Date(value) : value,
  );
}

/** The recorded account, asked again: by resource, by filters, or as a whole. Metrics are quiet. */
export function replay(recording: readonly RecordedCall[]): Answer {
  return ({ action, input }) => {
    const calls = recording.filter(({ command }) => action.endsWith(`:${command}`));
    if (action === 'cloudwatch:GetMetricData') return quietMetrics(input);
    const resource = BY_RESOURCE.find((name) => input[name] !== undefined);
    if (resource !== undefined) return calls.find((call) => call.input[resource] === input[resource])?.output;
    const lists = Object.entries(calls[0]?.output ?? {}).flatMap(([name, v]) => (Array.isArray(v) ? [name] : []));
    if (lists.length === 0) return calls[0]?.output;
    return Object.fromEntries(lists.map((list) => [list, recordsOf(calls, list).filter((r) => isAskedFor(r, input))]));
  };
}

function recordsOf(calls: readonly RecordedCall[], list: string): readonly Members[] {
  const records = calls.flatMap(({ output }) => output[list] as Members[]);
  return [...new Map(records.map((record) => [JSON.stringify(record), record])).values()];
}

const BY_RESOURCE = ['TargetGroupArn', 'LoadBalancerArn', 'ListenerArn', 'PrefixListId', 'FunctionName'];

/** What each filter looks at; a reservation is looked into. */
const FILTERS: Readonly<Record<string, string>> = {
  'accepter-vpc-info.vpc-id': 'AccepterVpcInfo.VpcId',
  'attachment.instance-id': 'Attachment.InstanceId',
  description: 'Description',
  'group-id': 'GroupId',
  'instance-id': 'Instances.0.InstanceId',
  'interface-type': 'InterfaceType',
  'prefix-list-id': 'PrefixListId',
  'requester-vpc-info.vpc-id': 'RequesterVpcInfo.VpcId',
  'vpc-id': 'VpcId',
};

function isAskedFor(record: Members, { Filters, InstanceIds, ResourceArns }: Members): boolean {
  const filters = (Filters ?? []) as readonly { readonly Name: string; readonly Values: readonly unknown[] }[];
  const ids = (InstanceIds ?? ResourceArns ?? []) as readonly unknown[];
  return (
    (ids.length === 0 || ids.includes(record.InstanceId ?? record.ResourceArn)) &&
    filters.every(({ Name, Values }) => Values.includes(memberOf(record, FILTERS[Name] ?? Name)))
  );
}

function memberOf(record: Members, path: string): unknown {
  return path.split('.').reduce<unknown>((value, name) => (value as Members | undefined)?.[name], record);
}

function quietMetrics({ MetricDataQueries }: Members) {
  const queries = MetricDataQueries as readonly { readonly Id: string }[];
  return { MetricDataResults: queries.map(({ Id }) => ({ Id, StatusCode: 'Complete', Timestamps: [], Values: [] })) };
}

const ELB_LISTS = ['TargetGroups', 'LoadBalancers', 'Listeners', 'Rules'];

/** The same answers in two pages wherever AWS may page: the second page holds the rest of the list. */
export function inTwoPages(answer: Answer): Answer {
  return (call) => {
    const output = answer(call);
    const token = tokenNameOf(call, output);
    if (token === undefined || output === undefined || output instanceof Error) return output;
    const isSecond = call.input[token.asked] !== undefined;
    const halves = Object.entries(output).map(([name, value]) => {
      if (!Array.isArray(value)) return [name, value];
      const half = Math.floor(value.length / 2);
      return [name, isSecond ? value.slice(half) : value.slice(0, half)];
    });
    return { ...Object.fromEntries(halves), ...(isSecond ? {} : { [token.answered]: 'the second page' }) };
  };
}

function tokenNameOf({ action, input }: Sent, output: object | undefined) {
  if (output === undefined) return undefined;
  if (action.startsWith('elasticloadbalancing:')) {
    return ELB_LISTS.some((list) => list in output) ? { asked: 'Marker', answered: 'NextMarker' } : undefined;
  }
  const isPaged = /^(?:ec2:(?:Describe|GetManaged)|cloudwatch:)/.test(action) && action !== 'ec2:DescribeRegions';
  return isPaged && !('InstanceIds' in input) ? { asked: 'NextToken', answered: 'NextToken' } : undefined;
}
