/** A table in memory that answers the document client's commands as DynamoDB does, as far as the store uses them. */
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';

type Item = Record<string, unknown>;
interface Input {
  readonly Item?: Item;
  readonly Key?: Item;
  readonly RequestItems?: Readonly<Record<string, { readonly Keys: readonly Item[] }>>;
  readonly IndexName?: string;
  readonly ConditionExpression?: string;
  readonly FilterExpression?: string;
  readonly ExpressionAttributeNames?: Readonly<Record<string, string>>;
  readonly ExpressionAttributeValues?: Readonly<Record<string, unknown>>;
  readonly KeyConditionExpression?: string;
}

export interface FakeTable {
  readonly client: Pick<DynamoDBDocumentClient, 'send'>;
  /** Writes that were made, by the kind of record. */
  readonly writes: Record<string, number>;
  /** Capacity that the writes would have cost, table and index. */
  readonly units: { write: number };
  all(): readonly Item[];
}

const keyOf = (item: Item): string => `${item.targetGroup}\n${item.record}`;

/** One for all, since making one costs more than all the rest. */
const REFUSED = new ConditionalCheckFailedException({ message: 'The conditional request failed', $metadata: {} });

export interface FakeTableOptions {
  /** How many of the waiting changes an index query does not see yet. */
  readonly lag?: (waiting: number) => number;
  /** Counts capacity by size; without it, by the write. */
  readonly countUnits?: boolean;
}

export function createFakeTable({ lag = () => 0, countUnits = false }: FakeTableOptions = {}): FakeTable {
  const items = new Map<string, Item>();
  // By partition, then by key.
  const index = new Map<string, Map<string, Item>>();
  const places = new Map<string, string>();
  const waiting: { readonly key: string; readonly item: Item | undefined }[] = [];
  const writes: Record<string, number> = {};
  const units = { write: 0 };

  function write(key: string, item: Item | undefined, input: Input) {
    const current = items.get(key);
    if (input.ConditionExpression !== undefined && !holds(input.ConditionExpression, current, input)) {
      units.write += 1;
      throw REFUSED;
    }
    const record = key.slice(key.indexOf('\n') + 1).split('#')[0] ?? '';
    writes[record] = (writes[record] ?? 0) + 1;
    if (item === undefined) items.delete(key);
    else items.set(key, item);
    const size = countUnits ? Math.ceil(JSON.stringify(item ?? {}).length / 1024) : 1;
    const isIndexed = item?.openIn !== undefined || current?.openIn !== undefined;
    units.write += Math.max(1, size) * (isIndexed ? 2 : 1);
    waiting.push({ key, item: items.get(key) });
  }

  function catchUp() {
    for (const { key, item } of waiting.splice(0, Math.max(0, waiting.length - lag(waiting.length)))) {
      index.get(places.get(key) ?? '')?.delete(key);
      const openIn = item?.openIn;
      if (item === undefined || typeof openIn !== 'string') continue;
      places.set(key, openIn);
      const partition = index.get(openIn) ?? new Map<string, Item>();
      index.set(openIn, partition.set(key, item));
    }
  }

  const commands: Readonly<Record<string, (input: Input) => unknown>> = {
    PutCommand: (input) => write(keyOf(input.Item ?? {}), input.Item, input),
    DeleteCommand: (input) => write(keyOf(input.Key ?? {}), undefined, input),
    GetCommand: (input) => ({ Item: items.get(keyOf(input.Key ?? {})) }),
    BatchGetCommand: ({ RequestItems = {} }) => ({
      Responses: Object.fromEntries(
        Object.entries(RequestItems).map(([table, { Keys }]) => [
          table,
          Keys.flatMap((key) => items.get(keyOf(key)) ?? []),
        ]),
      ),
    }),
    QueryCommand: (input) => {
      const [partition] = Object.values(input.ExpressionAttributeValues ?? {});
      if (input.IndexName === undefined) {
        return { Items: [...items.values()].filter(({ targetGroup }) => targetGroup === partition) };
      }
      catchUp();
      return { Items: [...(index.get(String(partition))?.values() ?? [])] };
    },
  };

  async function send(command: { readonly constructor: { readonly name: string }; readonly input: Input }) {
    const answer = commands[command.constructor.name];
    if (answer === undefined) throw new Error(`the fake table does not know ${command.constructor.name}`);
    return answer(command.input) ?? {};
  }
  return {
    client: { send } as unknown as FakeTable['client'],
    writes,
    units,
    all: () => [...items.values()],
  };
}

/** `attribute_not_exists(a) OR b <= c`: what the store's conditions are made of. */
function holds(expression: string, item: Item | undefined, input: Input): boolean {
  return expression.split(' OR ').some((term) => holdsTerm(term, item, input));
}

function holdsTerm(term: string, item: Item | undefined, input: Input): boolean {
  const names = input.ExpressionAttributeNames ?? {};
  const absent = /^attribute_not_exists\((\S+)\)$/.exec(term)?.[1];
  if (absent !== undefined) return item?.[names[absent] ?? absent] === undefined;
  const [name = '', operator, value = ''] = term.split(' ');
  const left = item?.[names[name] ?? name] as number | string | undefined;
  const right = input.ExpressionAttributeValues?.[value] as number | string;
  // DynamoDB compares values of one type only, and nothing with what is not there.
  if (left === undefined || typeof left !== typeof right) return false;
  if (operator === '=') return left === right;
  if (operator === '<') return left < right;
  if (operator === '<=') return left <= right;
  throw new Error(`the fake table does not know ${term}`);
}
