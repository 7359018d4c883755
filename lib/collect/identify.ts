/** Which account this is, and which regions it has. */
import { DescribeRegionsCommand } from '@aws-sdk/client-ec2';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { AccessError, isRefused, isUnreachable, toAccessError } from './access-error.ts';
import type { Clients } from './clients.ts';
import { type Failure, gather, type Reading, UnexpectedAnswerError } from './gather.ts';
import { distinct, requireList } from './part-reader.ts';

export type ClientsFor = (region: string) => Clients;

/** Who AWS says we are, and a region that answered. */
export interface Identity {
  readonly accountId: string;
  readonly answeredIn: string;
}

/** Regions that cannot be switched off, one per partition. */
const HOMES = ['us-east-1', 'us-gov-west-1', 'cn-north-1'] as const;

/**
 * Asks in the first of the regions, and then where every account of its partition can ask: a region that is unknown or
 * not enabled does not answer, or refuses good credentials.
 * @throws AccessError
 */
export async function identify(clientsFor: ClientsFor, regions: readonly string[]): Promise<Identity> {
  const candidates = regions[0] === undefined ? HOMES : distinct([regions[0], homeOf(regions[0])]);
  const failures: { readonly failure: Failure; readonly error: AccessError }[] = [];
  for (const region of candidates) {
    const clients = clientsFor(region);
    const answer = await gather(() => askWhoWeAre(clients));
    if (answer.ok) return { accountId: answer.value, answeredIn: region };
    const profile = clients.sts.config.profile ?? process.env.AWS_PROFILE;
    failures.push({ failure: answer.failure, error: toAccessError(answer.failure, { region, profile }) });
    if (!dependsOnRegion(answer.failure)) break;
  }
  // An answer says more than none.
  const telling = failures.find(({ failure }) => !isUnreachable(failure)) ?? failures[0];
  throw telling?.error ?? new AccessError('no region to ask');
}

async function askWhoWeAre({ sts }: Clients): Promise<string> {
  const { Account } = await sts.send(new GetCallerIdentityCommand({}));
  if (Account === undefined || Account === '') throw new UnexpectedAnswerError('the answer names no account');
  return Account;
}

function homeOf(region: string): string {
  if (region.startsWith('us-gov-')) return 'us-gov-west-1';
  return region.startsWith('cn-') ? 'cn-north-1' : 'us-east-1';
}

const dependsOnRegion = (failure: Failure): boolean => isRefused(failure) || isUnreachable(failure);

/**
 * The regions enabled in the account.
 * @throws AccessError where they cannot be listed
 */
export async function listEnabledRegions(clientsFor: ClientsFor, identity: Identity): Promise<readonly string[]> {
  const answer = await readRegions(clientsFor, identity);
  if (answer.ok) return answer.value;
  const { code, message, cause } = answer.failure;
  throw new AccessError(`regions could not be listed (ec2:DescribeRegions: ${code}: ${message}); name them instead`, {
    cause,
  });
}

/**
 * Where regions cannot be listed, nothing is said against the ones asked for.
 * @throws AccessError naming the first region that is not enabled
 */
export async function requireEnabledRegions(
  clientsFor: ClientsFor,
  identity: Identity,
  regions: readonly string[],
): Promise<void> {
  const answer = await readRegions(clientsFor, identity);
  if (!answer.ok) return;
  const missing = regions.find((region) => !answer.value.includes(region));
  if (missing === undefined) return;
  const enabled = answer.value.join(', ');
  throw new AccessError(`region "${missing}" is not enabled in account ${identity.accountId}; enabled: ${enabled}`);
}

async function readRegions(clientsFor: ClientsFor, { answeredIn }: Identity): Promise<Reading<readonly string[]>> {
  const answer = await gather(() => askForRegions(clientsFor(answeredIn)));
  const home = homeOf(answeredIn);
  return answer.ok || home === answeredIn ? answer : gather(() => askForRegions(clientsFor(home)));
}

async function askForRegions({ ec2 }: Clients): Promise<readonly string[]> {
  const { Regions } = await ec2.send(new DescribeRegionsCommand({ AllRegions: false }));
  return [...distinct(requireList(Regions).map(({ RegionName }) => RegionName))].sort();
}
