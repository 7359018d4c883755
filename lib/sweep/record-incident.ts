/** Brings the stored incident of a target group in line with what a sweep saw of it. */
import type { IncidentRecord, Watch } from '../audit/incident-record.ts';
import type { IncidentSight } from '../audit/incident-sight.ts';
import { type IncidentState, type IncidentWrite, planIncident, supersede } from '../audit/incidents.ts';
import type { Moment } from '../audit/lifecycle-settings.ts';
import type { Store } from '../store/store.ts';
import { MOST_ATTEMPTS } from './record-finding.ts';

export interface SeenIncident {
  readonly targetGroup: string;
  /** As the index has them: possibly behind, possibly without each other. */
  readonly watch: Watch | undefined;
  readonly incidents: readonly IncidentRecord[];
  readonly sight: IncidentSight;
}

export interface RecordedIncident {
  /** As it is stored now, whoever wrote it; undefined where there is none. */
  readonly incident: IncidentRecord | undefined;
  readonly writes: number;
}

export async function recordIncident(store: Store, seen: SeenIncident, moment: Moment): Promise<RecordedIncident> {
  if (seen.sight.kind === 'unknown') return { incident: undefined, writes: 0 };
  let state = await firstState(store, seen);
  let writes = 0;
  for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt += 1) {
    const plan = planIncident(state, seen.sight, moment);
    const made = await makeWrites(store, plan);
    writes += made.count;
    // A watch that was missing for an open incident is only where to start from.
    const wasRenewal = state.watch === undefined && state.incident?.status === 'open';
    if (made.isComplete && !wasRenewal) {
      const incident = outcomeOf(state, plan);
      return { incident, writes: writes + (await supersedeOthers(store, seen, incident, moment)) };
    }
    state = await readState(store, seen);
  }
  throw new Error(
    `the incident of ${seen.targetGroup} was changed by others ${MOST_ATTEMPTS} times while it was written`,
  );
}

/** What the index has is enough where it has all or nothing: the writes find out if it lags behind. */
async function firstState(store: Store, seen: SeenIncident): Promise<IncidentState> {
  const { watch, incidents } = seen;
  if (watch === undefined && incidents.length === 0) return { watch, incident: undefined };
  const incident = incidents.find(({ openedAt }) => openedAt === watch?.since);
  return incident === undefined ? readState(store, seen) : { watch, incident };
}

async function readState(store: Store, { targetGroup, incidents }: SeenIncident): Promise<IncidentState> {
  const watch = await store.readWatch(targetGroup);
  const openedAt = watch?.since ?? incidents.find(({ status }) => status === 'open')?.openedAt;
  return { watch, incident: openedAt === undefined ? undefined : await store.readIncident(targetGroup, openedAt) };
}

async function makeWrites(store: Store, plan: readonly IncidentWrite[]) {
  let count = 0;
  for (const write of plan) {
    if (!(await makeWrite(store, write))) return { isComplete: false, count };
    count += 1;
  }
  return { isComplete: true, count };
}

function makeWrite(store: Store, write: IncidentWrite): Promise<boolean> {
  switch (write.write) {
    case 'put-watch':
      return store.putWatch(write.watch, write.replaces);
    case 'put-incident':
      return store.putIncident(write.incident, write.replaces);
    case 'delete-watch':
      return store.deleteWatch(write.watch);
  }
}

function outcomeOf({ incident }: IncidentState, plan: readonly IncidentWrite[]): IncidentRecord | undefined {
  const written = plan.findLast((write) => write.write === 'put-incident');
  return written?.write === 'put-incident' ? written.incident : incident;
}

/** Where an index that lagged behind let two sweeps open an incident each, one goes on. */
async function supersedeOthers(store: Store, seen: SeenIncident, current: IncidentRecord | undefined, moment: Moment) {
  if (current === undefined) return 0;
  const others = seen.incidents.filter(({ status, openedAt }) => status === 'open' && openedAt !== current.openedAt);
  let writes = 0;
  for (const other of others) {
    if (await store.putIncident(supersede(other, current.openedAt, moment), other)) writes += 1;
  }
  return writes;
}
