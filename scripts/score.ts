/** `npm run score -- DIR`: how well the diagnoses fit a folder of incidents, each a snapshot with the cause that a careful engineer names. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { auditSnapshot } from '../lib/audit/audit.ts';
import { targetGroupsOf } from '../lib/report/report-document.ts';
import { toSnapshot } from '../lib/snapshot/read-snapshot.ts';
import { type Expectation, renderScore, type Scored, scoreIncident } from './score-incident.ts';

const [directory] = process.argv.slice(2);
if (directory === undefined) {
  console.error('score: got no folder; usage: npm run score -- DIR');
  process.exit(2);
}

const scored: Scored[] = readdirSync(directory)
  .filter((file) => file.endsWith('.json'))
  .sort()
  .map((file) => scoreFile(join(directory, file), file.replace(/\.json$/, '')));

console.log(renderScore(scored));

function scoreFile(path: string, name: string): Scored {
  const incident = JSON.parse(readFileSync(path, 'utf8')) as { snapshot?: unknown; expect?: Expectation };
  const snapshot = toSnapshot(incident.snapshot ?? incident, path);
  const audit = auditSnapshot(snapshot, snapshot.capturedAt);
  return scoreIncident(name, incident.expect, targetGroupsOf(audit));
}
