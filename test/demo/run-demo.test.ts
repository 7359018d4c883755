import { auditSnapshot } from '../../lib/audit/audit.ts';
import { demoActs } from '../../lib/demo/acts.ts';
import { runDemo } from '../../lib/demo/run-demo.ts';
import { targetGroupsOf } from '../../lib/report/report-document.ts';
import { PLAIN } from '../../lib/report/style.ts';
import { toSnapshot } from '../../lib/snapshot/read-snapshot.ts';

const [quiet, broken, repaired] = demoActs();

test.each([quiet, broken, repaired])('act "$title" is a valid snapshot', ({ snapshot }) => {
  expect(() => toSnapshot(JSON.parse(JSON.stringify(snapshot)), 'act')).not.toThrow();
});

test.each([quiet, repaired])('act "$title" has nothing above info', ({ snapshot }) => {
  const findings = targetGroupsOf(auditSnapshot(snapshot, snapshot.capturedAt)).flatMap((group) => group.findings);
  expect(findings.filter(({ severity }) => severity !== 'info')).toEqual([]);
});

test('the broken act has just the three faults that it tells of, each blamed on its cause', () => {
  const groups = targetGroupsOf(auditSnapshot(broken.snapshot, broken.snapshot.capturedAt));
  const causes = groups.flatMap(({ targetGroup, diagnoses }) =>
    diagnoses.flatMap(({ state, causes: [first] }) =>
      state === 'unavailable' ? [] : [[targetGroup.name, first?.check]],
    ),
  );
  expect(Object.fromEntries(causes)).toEqual({
    'orders-api': 'target-ingress-blocked',
    search: 'path-not-found',
    payments: 'zone-not-enabled',
  });
});

test('the demo sweeps, stores, mails and resolves, in under ten seconds', async () => {
  const started = Date.now();
  let text = '';
  await runDemo({
    page: { style: PLAIN, width: 100 },
    print: (printed) => {
      text += printed;
    },
  });
  expect(Date.now() - started).toBeLessThan(10_000);
  const subjects = [...text.matchAll(/Subject: (.*)/g)].map(([, subject]) => subject);
  expect(subjects).toHaveLength(6);
  expect(subjects.slice(0, 3).join('\n')).toContain('orders-api');
  expect(subjects.slice(3).every((subject) => subject?.startsWith('[resolved]'))).toBe(true);
  expect(text).toMatch(/findings: 3 opened; 3 incidents open/);
  expect(text).toMatch(/findings: 3 resolved; no incident open/);
  expect(text).toContain('aws dynamodb execute-statement');
});
