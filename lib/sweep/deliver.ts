/** Sends the alerts that incidents owe. */
import type { IncidentRecord } from '../audit/incident-record.ts';
import { groupByAlert, nextOwed } from '../audit/shared-causes.ts';
import { alertMessage } from '../notify/alert-message.ts';
import type { Notifier } from '../notify/message.ts';
import type { AlertClaim, SentAlert } from '../store/alert-claim.ts';
import type { Store } from '../store/store.ts';
import { type Attempts, createTurn, inParallel, type Turn } from './in-parallel.ts';
import { MOST_ATTEMPTS } from './record-finding.ts';

export interface Delivery {
  readonly store: Store;
  readonly notifier: Notifier;
  /** Names this sweep in its claims. */
  readonly holder: string;
  readonly leaseSeconds: number;
  readonly docsBaseUrl: string;
  readonly calmMinutes: number;
}

/** More incidents than this are told in several messages, so that the claim's record of them fits into an item. */
const MOST_IN_ONE = 3000;
const CLAIM_DAYS = 7;

/**
 * At least once, and once unless something fails between sending and saying so:
 * 1. claim the message: one conditional write, which overlapping sweeps cannot both make;
 * 2. read again which incidents still owe it, now that no other sweep can be sending it;
 * 3. send;
 * 4. write into the claim that it was sent, and for whom: from here on nobody sends it again;
 * 5. take it off the incidents' lists, and let go of the claim.
 * After a crash before 4 the claim expires and another sweep sends; after a crash behind 4 it only does 5.
 * A sweep takes 3 and 4 for one message at a time, so that its crash can repeat one at most.
 */
export async function deliver(incidents: readonly IncidentRecord[], delivery: Delivery): Promise<Attempts<number>> {
  const done: number[] = [];
  const failed: unknown[] = [];
  const turn = createTurn();
  let owing = incidents.filter((incident) => nextOwed(incident) !== undefined);
  // An incident may owe several, one after the other.
  while (owing.length > 0) {
    const messages = [...groupByAlert(owing).values()].flatMap((members) => inParts(members, MOST_IN_ONE));
    const round = await inParallel(messages, (members) => deliverOne(members, delivery, turn));
    done.push(...round.done.map(({ sent }) => sent));
    failed.push(...round.failed);
    owing = round.done.flatMap(({ confirmed }) => confirmed).filter((incident) => nextOwed(incident) !== undefined);
  }
  return { done, failed };
}

interface Delivered {
  readonly sent: number;
  /** As they are stored after it. */
  readonly confirmed: readonly IncidentRecord[];
}

const NOTHING: Delivered = { sent: 0, confirmed: [] };

async function deliverOne(members: readonly IncidentRecord[], delivery: Delivery, turn: Turn): Promise<Delivered> {
  const { store } = delivery;
  const taken = await takeClaim(members, delivery);
  if (taken === undefined) return NOTHING;
  const { claim, settled } = taken;
  const due = (await store.readIncidents(members)).filter((incident) => nextOwed(incident)?.alert === claim.alert);
  const told = await turn(() => tell(due.sort(byTargetGroup), claim, delivery));
  if (told === undefined) {
    await store.deleteClaim(claim);
    return { sent: 0, confirmed: settled };
  }
  return { sent: 1, confirmed: [...settled, ...(told === 'taken over' ? [] : await settle(told, store))] };
}

/** The claim with what was sent in it; undefined where there was nothing to send, or no time left to send it in. */
async function tell(
  due: readonly IncidentRecord[],
  claim: AlertClaim,
  delivery: Delivery,
): Promise<AlertClaim | 'taken over' | undefined> {
  if (due.length === 0 || isOver(claim, delivery.store)) return undefined;
  await delivery.notifier.send(alertMessage(due, delivery));
  return markSent(claim, due.flatMap(toSent), delivery);
}

/** The claim, or undefined where another sweep holds it. */
async function takeClaim(members: readonly IncidentRecord[], delivery: Delivery) {
  const [first] = members;
  const alert = first === undefined ? undefined : nextOwed(first)?.alert;
  if (first === undefined || alert === undefined) return undefined;
  const { store, holder } = delivery;
  const { accountId, region } = first;
  const settled: IncidentRecord[] = [];
  let before: AlertClaim | undefined;
  for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt += 1) {
    const claim = newClaim({ accountId, region, alert }, attempt, delivery);
    if (await store.putClaim(claim, before)) return { claim, settled };
    before = await store.readClaim(accountId, region, alert);
    if (before === undefined) continue;
    // The write was made after all, and only its answer got lost.
    if (before.version === claim.version) return { claim, settled };
    if (before.sent !== undefined) {
      settled.push(...(await settle(before, store)));
      before = undefined;
    } else if (before.holder !== holder && !isOver(before, store)) return undefined;
  }
  return undefined;
}

function newClaim(
  key: Pick<AlertClaim, 'accountId' | 'region' | 'alert'>,
  attempt: number,
  delivery: Delivery,
): AlertClaim {
  const { store, holder, leaseSeconds } = delivery;
  const now = store.clock().getTime();
  return {
    ...key,
    holder,
    leaseUntil: new Date(now + leaseSeconds * 1000).toISOString(),
    version: `${holder}#${now}#${attempt}`,
    expiresAt: Math.floor(now / 1000) + CLAIM_DAYS * 86_400,
  };
}

const isOver = ({ leaseUntil }: AlertClaim, { clock }: Store): boolean => clock().getTime() >= Date.parse(leaseUntil);

/** Taken over where the lease ended while the message was on its way, and another sweep claimed it. */
async function markSent(
  claim: AlertClaim,
  sent: readonly SentAlert[],
  { store }: Delivery,
): Promise<AlertClaim | 'taken over'> {
  const marked = { ...claim, sent, version: `${claim.version}#sent` };
  if (await store.putClaim(marked, claim)) return marked;
  const stored = await store.readClaim(claim.accountId, claim.region, claim.alert);
  return stored?.version === marked.version ? marked : 'taken over';
}

/** Confirms what was sent, and lets go of the claim. Doing it twice changes nothing. */
async function settle(claim: AlertClaim, store: Store): Promise<readonly IncidentRecord[]> {
  const { done, failed } = await inParallel(claim.sent ?? [], (sent) => confirm(sent, store));
  if (failed.length > 0) throw failed[0];
  await store.deleteClaim(claim);
  return done.flatMap((incident) => incident ?? []);
}

async function confirm({ targetGroup, openedAt, id }: SentAlert, store: Store): Promise<IncidentRecord | undefined> {
  for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt += 1) {
    const incident = await store.readIncident(targetGroup, openedAt);
    if (incident === undefined || incident.owed.every((owed) => owed.id !== id)) return incident;
    const owed = incident.owed.filter((each) => each.id !== id);
    const next = { ...incident, owed, version: incident.version + 1 };
    if (await store.putIncident(next, incident)) return next;
  }
  throw new Error(`the incident of ${targetGroup} was changed by others ${MOST_ATTEMPTS} times while it was confirmed`);
}

function toSent(incident: IncidentRecord): readonly SentAlert[] {
  const owed = nextOwed(incident);
  return owed === undefined ? [] : [{ targetGroup: incident.targetGroup, openedAt: incident.openedAt, id: owed.id }];
}

function inParts<T>(items: readonly T[], size: number): readonly (readonly T[])[] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, at) => items.slice(at * size, (at + 1) * size));
}

const byTargetGroup = (one: IncidentRecord, other: IncidentRecord): number =>
  one.targetGroup < other.targetGroup ? -1 : 1;
