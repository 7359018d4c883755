/** The live account, through AWS's standard credential chain. AWS's SDK is loaded only when it comes to that. */
import type { Clients } from '../collect/clients.ts';
import type { Progress as Step } from '../collect/progress.ts';
import type { Scope } from '../collect/scope.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import type { CommandContext } from './command-context.ts';
import { UsageError } from './usage-error.ts';

export interface CollectOptions {
  readonly region?: readonly string[];
  readonly allRegions?: true;
  readonly profile?: string;
}

export async function collectFromAccount(
  options: CollectOptions,
  { terminal, progress }: CommandContext,
  scope: Scope,
): Promise<Snapshot> {
  if (options.allRegions && options.region !== undefined) {
    throw new UsageError('--all-regions and --region exclude each other; leave one out');
  }
  const { collectSnapshot } = await import('../collect/collect-snapshot.ts');
  const { closeClients, createClients } = await import('../collect/clients.ts');
  const access = options.profile === undefined ? {} : { profile: options.profile };
  const clients: Clients[] = [];
  const snapshot = await collectSnapshot({
    regions: options.allRegions ? 'all' : await regionsOf(options),
    at: new Date(terminal.now()).toISOString(),
    scope,
    clientsFor: (region) => {
      const made = createClients(region, access);
      clients.push(made);
      return made;
    },
    onProgress: (step) => progress.show(describeStep(step)),
  });
  for (const each of clients) closeClients(each);
  progress.clear();
  return snapshot;
}

const describeStep = ({ region, step, done, total }: Step): string =>
  `${region}  ${step}${total > 1 ? `  ${done} of ${total}` : ''}`;

/** Those asked for, else the one that the environment or the profile names. */
export async function regionsOf({ region, profile }: CollectOptions): Promise<readonly string[]> {
  if (region !== undefined) return region;
  const { STSClient } = await import('@aws-sdk/client-sts');
  const client = new STSClient(profile === undefined ? {} : { profile });
  const configured = await client.config.region().catch(() => process.env.AWS_DEFAULT_REGION ?? '');
  client.destroy();
  if (configured !== '') return [configured];
  throw new UsageError('no region: pass --region eu-west-1 (repeatable) or --all-regions, or set AWS_REGION');
}
