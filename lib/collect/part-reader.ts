import type { ErrorRecord } from '../snapshot/observation.ts';
import { type RegionSnapshot, regionSnapshotSchema, SNAPSHOT_PARTS, type SnapshotPart } from '../snapshot/snapshot.ts';
import { type Failure, gather, UnexpectedAnswerError } from './gather.ts';
import { mapLimit } from './map-limit.ts';
import type { OnProgress } from './progress.ts';

type Part<P extends SnapshotPart> = NonNullable<RegionSnapshot[P]>;

/** Enough to use Elastic Load Balancing's sustained rate at usual latencies. */
const CONCURRENCY = 8;

/**
 * Reads the parts of a region's snapshot. What cannot be read is recorded and left out: a whole list, or the entry of
 * one resource. Nothing half read is kept.
 */
export class PartReader {
  readonly errors: ErrorRecord[] = [];
  readonly #region: string;
  readonly #onProgress: OnProgress;

  constructor(region: string, onProgress: OnProgress) {
    this.#region = region;
    this.#onProgress = onProgress;
  }

  /** A list of the region: all of it or, with its error recorded, nothing. */
  async list<P extends SnapshotPart>(part: P, read: () => Promise<readonly unknown[]>): Promise<Part<P> | undefined> {
    const step = this.#step(part, 1);
    const reading = await gather(async () => toPart(part, await read()));
    step.advance();
    if (reading.ok) return reading.value;
    this.record(SNAPSHOT_PARTS[part], reading.failure);
    return undefined;
  }

  /** What is asked one resource at a time, by resource. Undefined where there was something to ask and no answer. */
  async entries<P extends SnapshotPart>(
    part: P,
    resources: readonly string[],
    read: (resource: string) => Promise<unknown>,
  ): Promise<Part<P> | undefined> {
    const groups = resources.map((resource) => [resource]);
    const answers = await this.each(part, SNAPSHOT_PARTS[part], groups, async ([resource = '']) =>
      toPart(part, { [resource]: await read(resource) }),
    );
    return answers && (Object.assign({}, ...answers) as Part<P>);
  }

  /** Asks for groups of resources. Undefined where every group failed. */
  async each<T>(
    part: SnapshotPart,
    api: string,
    groups: readonly (readonly string[])[],
    read: (group: readonly string[]) => Promise<T>,
  ): Promise<readonly T[] | undefined> {
    if (groups.length === 0) return [];
    const step = this.#step(part, groups.length);
    const readings = await mapLimit(groups, CONCURRENCY, async (group) => {
      const reading = await gather(() => read(group));
      step.advance();
      return { group, reading };
    });
    const failures = readings.flatMap(({ group, reading }) =>
      reading.ok ? [] : group.map((resource) => ({ resource, failure: reading.failure })),
    );
    const values = readings.flatMap(({ reading }) => (reading.ok ? [reading.value] : []));
    this.#recordEach(api, failures, values.length === 0);
    return values.length === 0 ? undefined : values;
  }

  record(api: string, { code, message }: Pick<Failure, 'code' | 'message'>, resource?: string): void {
    this.errors.push({ api, code, message, ...(resource === undefined ? {} : { resource }) });
  }

  /** One reason for all resources is one error about the region: a denied action does not become a thousand lines. */
  #recordEach(
    api: string,
    failures: readonly { readonly resource: string; readonly failure: Failure }[],
    allFailed: boolean,
  ): void {
    const [first, ...others] = failures;
    if (first === undefined) return;
    const sameReason = others.every(({ failure }) => failure.code === first.failure.code);
    if (allFailed && sameReason && others.length > 0) {
      this.record(api, first.failure);
      return;
    }
    for (const { resource, failure } of failures) this.record(api, failure, resource);
  }

  #step(part: SnapshotPart, total: number): { advance(): void } {
    const step = part.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
    let done = 0;
    const tell = () => this.#onProgress({ region: this.#region, step, done, total });
    tell();
    return {
      advance: () => {
        done += 1;
        tell();
      },
    };
  }
}

/**
 * AWS's answer as the snapshot keeps it: times as ISO text, no empty members, every record as the format needs it.
 * @throws UnexpectedAnswerError
 */
export function toPart<P extends SnapshotPart>(part: P, answer: unknown): Part<P> {
  const parsed = regionSnapshotSchema.shape[part].safeParse(JSON.parse(JSON.stringify(answer)), { reportInput: false });
  if (parsed.success && parsed.data !== undefined) return parsed.data as Part<P>;
  const [issue] = parsed.error?.issues ?? [];
  throw new UnexpectedAnswerError(`${part}.${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'nothing'}`);
}

/** All pages of a list. @throws UnexpectedAnswerError where a page holds no list, such as a proxy's login page */
export async function collectPages<Page, Item>(
  pages: AsyncIterable<Page>,
  listOf: (page: Page) => readonly Item[] | undefined,
): Promise<readonly Item[]> {
  const items: Item[] = [];
  for await (const page of pages) for (const item of requireList(listOf(page))) items.push(item);
  return items;
}

export function requireList<Item>(list: readonly Item[] | undefined): readonly Item[] {
  if (!Array.isArray(list)) throw new UnexpectedAnswerError('the answer holds no list');
  return list;
}

/** Texts that are there, each once. */
export function distinct(values: Iterable<string | null | undefined>): readonly string[] {
  return [...new Set([...values].filter((value): value is string => value != null && value !== ''))];
}
