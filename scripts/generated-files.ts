/** Every file that is made from code, with its content. */
import { auditSnapshot } from '../lib/audit/audit.ts';
import { CHECKS } from '../lib/checks/index.ts';
import { READ_ACTIONS } from '../lib/collect/permissions.ts';
import { demoActs } from '../lib/demo/acts.ts';
import { CATEGORIES, categoriesOf, renderCatalogue, renderCheckPage } from '../lib/report/catalogue.ts';
import { renderPermissions } from '../lib/report/permissions-page.ts';
import { renderAudit } from '../lib/report/render-audit.ts';
import { PLAIN } from '../lib/report/style.ts';
import type { Snapshot } from '../lib/snapshot/snapshot.ts';
import { renderSnapshot } from '../lib/snapshot/write-snapshot.ts';

/** Folders in which nothing is written by hand. */
export const generatedFolders: readonly string[] = ['docs/checks'];

/** By path. `read` answers the present text of a file of which a part is generated. */
export function generatedFiles(read: (path: string) => string): ReadonlyMap<string, string> {
  const [quiet, broken] = demoActs();
  const output = renderAudit(auditSnapshot(broken.snapshot, broken.snapshot.capturedAt), { style: PLAIN, width: 110 });
  return new Map([
    ['docs/checks/README.md', renderCatalogue(CHECKS)],
    ...CHECKS.map((check) => [`docs/checks/${check.id}.md`, renderCheckPage(check)] as const),
    ['docs/permissions.md', renderPermissions(READ_ACTIONS)],
    ['examples/healthy.json', renderSnapshot(quiet.snapshot)],
    ['examples/broken.json', renderSnapshot(broken.snapshot)],
    ['examples/questions.json', renderQuestions(quiet.snapshot)],
    ['README.md', readme(read('README.md'), output)],
  ]);
}

/** Assertions that hold in the healthy account, one of which does not in the broken one. */
function renderQuestions({ regions: [region] }: Snapshot): string {
  const targetOf = (name: string) => {
    const arn = region?.targetGroups?.find(({ TargetGroupName }) => TargetGroupName === name)?.TargetGroupArn;
    return region?.targetHealth?.[arn ?? '']?.[0]?.Target.Id;
  };
  const fromAlb = { from: { loadBalancer: 'shop-public' }, protocol: 'tcp' };
  const questions = [
    { id: 'orders is reached', ...fromAlb, to: { instance: targetOf('orders-api') }, port: 8080, expect: 'allowed' },
    { id: 'search is reached', ...fromAlb, to: { ip: targetOf('search') }, port: 9200, expect: 'allowed' },
    {
      id: 'nobody logs in from there',
      ...fromAlb,
      to: { instance: targetOf('orders-api') },
      port: 22,
      expect: 'blocked',
    },
    {
      id: 'the internet reaches no task',
      from: { ip: '203.0.113.7' },
      to: { ip: targetOf('checkout') },
      protocol: 'tcp',
      port: 8000,
      expect: 'blocked',
    },
  ];
  return `${JSON.stringify(questions, undefined, 2)}\n`;
}

function readme(page: string, output: string): string {
  const withOutput = replaceBlock(
    page,
    'output',
    `\`\`\`\n$ npx tga audit --snapshot examples/broken.json\n${output.trimEnd()}\n\`\`\``,
  );
  const counts = categoriesOf(CHECKS).map(({ category, members }) => `| ${CATEGORIES[category]} | ${members.length} |`);
  const table = ['| Question | Checks |', '| --- | --- |', ...counts].join('\n');
  return replaceBlock(withOutput, 'checks', table);
}

/** The text between `<!-- begin: name -->` and `<!-- end: name -->`. */
function replaceBlock(page: string, name: string, content: string): string {
  const [begin, end] = [`<!-- begin: ${name} -->`, `<!-- end: ${name} -->`];
  const [from, to] = [page.indexOf(begin), page.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`README.md has no "${begin}" before "${end}"`);
  return `${page.slice(0, from)}${begin}\n\n${content.trim()}\n\n${page.slice(to)}`;
}
