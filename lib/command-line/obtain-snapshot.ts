/** Where a command's snapshot comes from: a file, standard input, or the account itself. */
import type { Command } from 'commander';
import type { Scope } from '../collect/scope.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import { addRegions } from './arguments.ts';
import { type CollectOptions, collectFromAccount } from './collect-from-account.ts';
import type { CommandContext } from './command-context.ts';
import { loadSnapshot } from './load-snapshot.ts';
import { UsageError } from './usage-error.ts';

export interface AccountOptions extends CollectOptions {
  readonly snapshot?: string;
}

export const addCollectOptions = (command: Command): Command =>
  command
    .option('--region <region>', 'a region; repeatable (default: that of the environment or profile)', addRegions)
    .option('--all-regions', 'every region enabled in the account')
    .option('--profile <name>', 'a profile of the AWS configuration');

export const addAccountOptions = (command: Command): Command =>
  addCollectOptions(command.option('--snapshot <file>', 'read a snapshot instead of the account; - is standard input'));

export async function obtainSnapshot(
  options: AccountOptions,
  context: CommandContext,
  scope: Scope = {},
): Promise<Snapshot> {
  if (options.snapshot === undefined) return collectFromAccount(options, context, scope);
  if (options.profile !== undefined) {
    throw new UsageError('--snapshot reads a file and needs no credentials; leave out --profile');
  }
  return keepRegions(await loadSnapshot(options.snapshot, context.terminal), options.region ?? [], options.snapshot);
}

function keepRegions(snapshot: Snapshot, wanted: readonly string[], path: string): Snapshot {
  if (wanted.length === 0) return snapshot;
  const held = snapshot.regions.map(({ region }) => region);
  for (const region of wanted) {
    if (!held.includes(region)) {
      throw new UsageError(`${path} holds no region "${region}"; it holds ${held.join(', ') || 'none'}`);
    }
  }
  return { ...snapshot, regions: snapshot.regions.filter(({ region }) => wanted.includes(region)) };
}
