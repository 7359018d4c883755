/** The whole job, pure: a snapshot goes in, what is wrong and why comes out. */
import type { Check } from '../checks/define-check.ts';
import { CHECKS } from '../checks/index.ts';
import { hintOf, mapGathered } from '../model/gathered.ts';
import type { Region } from '../model/region.ts';
import { understandRegion } from '../model/understand.ts';
import { createReachability } from '../network/reachability.ts';
import type { RegionSnapshot, Snapshot } from '../snapshot/snapshot.ts';
import type { AuditResult, RegionAudit, TargetGroupAudit } from './audit-result.ts';
import { type Diagnosed, examine, withDiagnoses } from './examine.ts';
import { impactOf } from './impact.ts';
import { type Proofs, proveRemedies } from './prove.ts';
import { type ProofOf, toDiagnosedTargets, toFinding } from './render-result.ts';

/** Audits a snapshot; `at` is the ISO time to put on the result. */
export function auditSnapshot(snapshot: Snapshot, at: string): AuditResult {
  const { accountId, capturedAt } = snapshot;
  return {
    auditedAt: at,
    capturedAt,
    accountId,
    regions: snapshot.regions.map((region) => auditRegion(region, accountId, capturedAt)),
  };
}

function auditRegion(snapshot: RegionSnapshot, accountId: string, capturedAt: string): RegionAudit {
  const region = understandRegion(snapshot, accountId, capturedAt);
  const reachability = createReachability(region);
  const diagnosed = mapGathered(region.targetGroups, (groups) =>
    groups.map((group) => withDiagnoses(examine(region, group, reachability, CHECKS))),
  );
  const proofs = proveRemedies(snapshot, region, hintOf(diagnosed) ?? [], CHECKS);
  return {
    region: region.name,
    unread: region.unread,
    targetGroups: mapGathered(diagnosed, (groups) => groups.map((group) => toAudit(region, group, proofs))),
  };
}

function toAudit(region: Region, diagnosed: Diagnosed, proofs: Proofs): TargetGroupAudit {
  const { targetGroup, facts, outcomes, crashes, diagnoses } = diagnosed;
  const loadBalancers = hintOf(facts.loadBalancers) ?? [];
  const group = { region: region.name, targetGroup, impact: impactOf(targetGroup, loadBalancers, facts.forwards) };
  const proofOf: ProofOf = (check, remedy) => proofs.of(targetGroup.arn, check, remedy);
  return {
    ...group,
    loadBalancers,
    tags: targetGroup.tags,
    outcomes,
    findings: outcomes.flatMap(({ check: id, outcome }) => {
      const check = CHECKS_BY_ID.get(id);
      if (outcome.outcome !== 'fail' || check === undefined) return [];
      return [toFinding(check, outcome.cases, group, proofOf)];
    }),
    diagnoses: diagnoses.map((diagnosis) => toDiagnosedTargets(diagnosis, group, proofOf)),
    crashes,
  };
}

const CHECKS_BY_ID: ReadonlyMap<string, Check> = new Map(CHECKS.map((check) => [check.id, check]));
