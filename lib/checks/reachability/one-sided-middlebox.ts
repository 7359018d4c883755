/** Replies that alone pass an appliance: a stateful one drops what it never saw begin. */
import { hintOf } from '../../model/gathered.ts';
import type { Region } from '../../model/region.ts';
import { AddressSet } from '../../network/address-set.ts';
import { groupBy } from '../../network/group-by.ts';
import type { TargetPath } from '../../network/trace.ts';
import { type Change, change, nextStep } from '../../remedy/remedy.ts';
import { commandOf } from '../../remedy/render-command.ts';
import type { Case } from '../outcome.ts';
import type { Subject } from '../subject.ts';
import { describePorts, list } from './describe-flow.ts';

interface OneSided {
  readonly path: TargetPath;
  readonly routeTableId: string;
  readonly destination: string;
  readonly appliance: string;
}

/** Of targets that do not answer; where they do, the appliance evidently lets replies through. */
export function oneSidedReplies({ region }: Subject, paths: readonly TargetPath[]): readonly Case[] {
  const found = paths.filter(isSilent).flatMap(oneSided);
  const byTable = groupBy(found, ({ routeTableId, appliance }) => [`${routeTableId} ${appliance}`]);
  return [...byTable.values()].flatMap((all) => {
    const [first] = all;
    return first === undefined ? [] : [toCase(region, first, all)];
  });
}

const isSilent = ({ target: { state, reason } }: TargetPath): boolean =>
  state === 'unhealthy' && (reason === 'Target.Timeout' || reason === 'Target.FailedHealthChecks');

/** No appliance is on the request's way, and the reply is routed to one. */
function oneSided(path: TargetPath): readonly OneSided[] {
  const { steps } = path.trace;
  const isDirect = steps.every(({ control, verdict }) => control !== 'route-to-target' || verdict !== 'undetermined');
  if (!isDirect) return [];
  return steps.flatMap(({ control, verdict, resource, deciding }) => {
    if (control !== 'route-back' || verdict !== 'undetermined' || deciding?.kind !== 'route') return [];
    const { destination, target } = deciding;
    return /^(?:vpce|eni)-/.test(target) ? [{ path, routeTableId: resource, destination, appliance: target }] : [];
  });
}

function toCase(region: Region, first: OneSided, all: readonly OneSided[]): Case {
  const { routeTableId, appliance } = first;
  const destinations = repliesBy(region, first);
  const flows = describePorts(all.map(({ path }) => path.trace));
  return {
    message: `${routeTableId} sends replies to ${list(destinations, 'and')} by way of ${appliance}, which requests on ${flows} do not pass: a stateful appliance drops them`,
    evidence: { routeTable: routeTableId, destinations, appliance },
    targets: [...new Set(all.map(({ path }) => path.target))],
    confidence: 'likely',
    resource: routeTableId,
    remedies: [
      nextStep(
        `send requests by way of ${appliance} as well, or replies past it`,
        commandOf(change(region.name, '', ...destinations.map((destination) => deletion(routeTableId, destination)))),
      ),
    ],
  };
}

/** The routes of the table by which replies go to the appliance. */
function repliesBy({ network }: Region, { path, routeTableId, appliance, destination }: OneSided): readonly string[] {
  const sender = AddressSet.ofTexts(path.trace.source.addresses);
  const routes = hintOf(network.routeTables.find(routeTableId))?.routes ?? [];
  const cidrs = routes.flatMap(({ target, destination: to }) =>
    target.id === appliance && to.kind === 'cidr' && AddressSet.ofTexts([to.cidr]).overlaps(sender) ? [to.cidr] : [],
  );
  return cidrs.length === 0 ? [destination] : cidrs;
}

const deletion = (routeTableId: string, destination: string): Change => ({
  kind: 'delete-route',
  routeTableId,
  destination,
});
