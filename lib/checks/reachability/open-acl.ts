/** The smallest entries that let a flow through a network ACL, tried before whatever denies it. */
import { hintOf } from '../../model/gathered.ts';
import type { AclEntry, NetworkAcl } from '../../model/network.ts';
import { AddressSet } from '../../network/address-set.ts';
import { type Change, change, nextStep, type Remedy } from '../../remedy/remedy.ts';
import type { Subject } from '../subject.ts';
import type { Blockage, StoppedPath } from './blockage.ts';
import { describeBlockedPorts, protocolText } from './describe-flow.ts';
import { type FlowPorts, portsToOpen } from './flow-ports.ts';
import { familyOfPath, sourceCidrs, subnetCidrs, touchedCidrs } from './other-side.ts';

/** An entry to create, but for its number. */
interface Opening extends FlowPorts {
  readonly cidr: string;
}

type CreateEntry = Extract<Change, { readonly kind: 'create-network-acl-entry' }>;

export function openAcl(subject: Subject, blockage: Blockage): readonly Remedy[] {
  const { region } = subject;
  const acl = hintOf(region.network.networkAcls.find(blockage.resource));
  if (acl === undefined) return [];
  const egress = blockage.control === 'source-acl-out' || blockage.control === 'target-acl-reply';
  const openings = openingsOf(subject, blockage);
  const summary = `allow ${openings.map(describeOpening).join(', ')} ${egress ? 'out of' : 'into'} ${acl.id}`;
  const placed = placeBefore(acl, egress, openings);
  if (placed === undefined) return [noRoom(subject, blockage, acl, egress)];
  return [change(region.name, summary, ...placed)];
}

const describeOpening = ({ protocol, from, to, cidr }: Opening): string =>
  `${protocolText(protocol)}/${from === to ? from : `${from}–${to}`} ${cidr}`;

function openingsOf(subject: Subject, { control, stopped }: Blockage): readonly Opening[] {
  const isReply = control === 'target-acl-reply' || control === 'source-acl-reply';
  const all = stopped.flatMap((each) => {
    const ports = isReply ? blockedPorts(each) : portsToOpen(subject, [each]);
    return otherSideOf(subject, control, each).flatMap((cidr) => ports.map((range) => ({ ...range, cidr })));
  });
  return [...new Map(all.map((opening) => [describeOpening(opening), opening])).values()];
}

/** The ports that replies go to are the load balancer's: one entry for all of them, for an ACL holds no more than 20. */
function blockedPorts({ path, step }: StoppedPath): readonly FlowPorts[] {
  const bounds = step.blocked.flatMap(({ ports }) => ports.split('-').map(Number));
  if (bounds.length === 0) return [];
  return [{ protocol: path.trace.protocol, from: Math.min(...bounds), to: Math.max(...bounds) }];
}

/** An ACL of the load balancer's subnets names the targets' side, and the other way round. */
function otherSideOf(
  { region }: Subject,
  control: Blockage['control'],
  { path, step }: StoppedPath,
): readonly string[] {
  if (control === 'source-acl-out' || control === 'source-acl-reply') {
    return subnetCidrs(region, path.trace.destination, familyOfPath(path));
  }
  return touchedCidrs(sourceCidrs(region, path), step.blocked);
}

const LAST_NUMBER = 32766;

/** Undefined where no number is free before the entry that decides, and none can be freed by moving a few. */
function placeBefore(acl: NetworkAcl, egress: boolean, openings: readonly Opening[]): readonly Change[] | undefined {
  const entries = acl.entries.filter((entry) => entry.egress === egress);
  const used = new Set(entries.map(({ ruleNumber }) => ruleNumber));
  const denying = entries.filter((entry) => entry.action === 'deny' && openings.some((each) => isHitBy(each, entry)));
  const limit = Math.min(LAST_NUMBER + 1, ...denying.map(({ ruleNumber }) => ruleNumber));
  const free = freeNumbers(used, limit, openings.length);
  if (free.length === openings.length)
    return openings.map((opening, n) => toChange(acl, egress, opening, free[n] ?? 0));
  return makeRoom(acl, egress, entries, openings, limit);
}

function isHitBy(opening: Opening, entry: AclEntry): boolean {
  if (entry.protocol !== 'all' && entry.protocol !== opening.protocol) return false;
  if (entry.ports !== 'all' && (entry.ports.to < opening.from || opening.to < entry.ports.from)) return false;
  return AddressSet.ofTexts([entry.cidr]).overlaps(AddressSet.ofTexts([opening.cidr]));
}

/** At the end people leave gaps of ten; before a deny the last free numbers keep what comes earlier in force. */
function freeNumbers(used: ReadonlySet<number>, limit: number, count: number): readonly number[] {
  const isAtEnd = limit > LAST_NUMBER;
  const last = Math.max(0, ...[...used].filter((number) => number <= LAST_NUMBER));
  const spaced = Array.from({ length: count }, (_, n) => (Math.floor(last / 10) + 1 + n) * 10);
  if (isAtEnd && spaced.every((number) => number <= LAST_NUMBER)) return spaced;
  const free: number[] = [];
  for (let number = limit - 1; number >= 1 && free.length < count; number -= 1) {
    if (!used.has(number)) free.unshift(number);
  }
  return free;
}

const MOST_MOVED = 3;

/**
 * Every number up to the deny is taken: the entries from it on move back to make room, each created at its new number
 * before the old one is deleted, so that no packet gets through meanwhile that should not.
 */
function makeRoom(
  acl: NetworkAcl,
  egress: boolean,
  entries: readonly AclEntry[],
  openings: readonly Opening[],
  limit: number,
): readonly Change[] | undefined {
  const numbers = new Set(entries.map(({ ruleNumber }) => ruleNumber));
  const run = entries
    .filter(({ ruleNumber }) => ruleNumber >= limit && isInRun(numbers, limit, ruleNumber, openings.length))
    .toSorted((a, b) => b.ruleNumber - a.ruleNumber);
  const isMovable = run.every(
    ({ icmp, ruleNumber }) => icmp === undefined && ruleNumber + openings.length <= LAST_NUMBER,
  );
  if (run.length === 0 || run.length > MOST_MOVED || !isMovable) return undefined;
  const moves = run.flatMap((entry): Change[] => [
    { ...copyOf(acl, entry), ruleNumber: entry.ruleNumber + openings.length },
    { kind: 'delete-network-acl-entry', networkAclId: acl.id, egress, ruleNumber: entry.ruleNumber },
  ]);
  return [...moves, ...openings.map((opening, n) => toChange(acl, egress, opening, limit + n))];
}

/** Whether an entry is in the way of the ones before it when all move back by so many numbers. */
function isInRun(numbers: ReadonlySet<number>, first: number, number: number, shift: number): boolean {
  if (number === first) return true;
  for (let before = number - 1; before >= Math.max(first, number - shift); before -= 1) {
    if (numbers.has(before) && isInRun(numbers, first, before, shift)) return true;
  }
  return false;
}

function copyOf(acl: NetworkAcl, entry: AclEntry): CreateEntry {
  const { egress, ruleNumber, action, protocol, ports, cidr } = entry;
  const range = ports === 'all' ? { from: 0, to: 65535 } : ports;
  return {
    kind: 'create-network-acl-entry',
    networkAclId: acl.id,
    egress,
    ruleNumber,
    protocol: protocol === 'all' ? -1 : protocol,
    fromPort: range.from,
    toPort: range.to,
    cidr,
    action,
  };
}

function toChange(acl: NetworkAcl, egress: boolean, opening: Opening, ruleNumber: number): CreateEntry {
  return {
    kind: 'create-network-acl-entry',
    networkAclId: acl.id,
    egress,
    ruleNumber,
    protocol: opening.protocol,
    fromPort: opening.from,
    toPort: opening.to,
    cidr: opening.cidr,
  };
}

function noRoom({ region }: Subject, blockage: Blockage, acl: NetworkAcl, egress: boolean): Remedy {
  const summary = `no rule number is free before the entry of ${acl.id} that denies ${describeBlockedPorts(blockage)}: renumber its ${egress ? 'outbound' : 'inbound'} entries, then allow the flow before it`;
  return nextStep(summary, `aws ec2 describe-network-acls --region ${region.name} --network-acl-ids ${acl.id}`);
}
