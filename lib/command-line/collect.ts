import { writeFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { plural } from '../report/layout.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import { renderSnapshot } from '../snapshot/write-snapshot.ts';
import { addNames } from './arguments.ts';
import { type CollectOptions, collectFromAccount } from './collect-from-account.ts';
import { type CommandContext, newCommand } from './command-context.ts';
import { addCollectOptions } from './obtain-snapshot.ts';

interface Options extends CollectOptions {
  readonly targetGroup?: readonly string[];
  readonly output?: string;
}

export function collectCommand(context: CommandContext): Command {
  const command = newCommand(
    'collect',
    'Read the account and write what AWS answered: a snapshot to audit, keep or share.',
    ['tga collect --region eu-west-1 > snapshot.json', 'tga collect --all-regions --output snapshot.json'],
  );
  return addCollectOptions(command)
    .option('--target-group <name>', 'only what this target group needs, by name or ARN; repeatable', addNames)
    .option('--output <file>', 'a file instead of standard output')
    .action((options: Options) => collect(options, context));
}

async function collect(options: Options, context: CommandContext): Promise<void> {
  const scope = options.targetGroup === undefined ? {} : { targetGroups: options.targetGroup };
  const snapshot = await collectFromAccount(options, context, scope);
  const text = renderSnapshot(snapshot);
  if (options.output === undefined) context.print(text);
  else await writeFile(options.output, text);
  context.note(describe(snapshot));
}

/** What was read, and what was not: a snapshot with holes says so at once. */
function describe({ accountId, regions }: Snapshot): string {
  const count = (members: readonly unknown[] | undefined) => members?.length ?? 0;
  const groups = regions.reduce((sum, { targetGroups }) => sum + count(targetGroups), 0);
  const unread = [
    ...new Set(regions.flatMap(({ errors }) => (errors ?? []).map(({ api, code }) => `${api}: ${code}`))),
  ];
  const read = `account ${accountId}: ${plural(groups, 'target group')} in ${plural(regions.length, 'region')}`;
  return unread.length === 0 ? read : `${read}; could not be read: ${unread.join(', ')}`;
}
