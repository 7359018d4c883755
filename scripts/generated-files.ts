/** Every file that is made from code, with its content. */
import { auditSnapshot } from '../lib/audit/audit.ts';
import { CHECKS } from '../lib/checks/index.ts';
import { READ_ACTIONS } from '../lib/collect/permissions.ts';
import { demoActs } from '../lib/demo/acts.ts';
import { renderCatalogue, renderCheckPage } from '../lib/report/catalogue.ts';
import { renderPermissions } from '../lib/report/permissions-page.ts';
import { renderAudit } from '../lib/report/render-audit.ts';
import { PLAIN } from '../lib/report/style.ts';
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
    ['README.md', replaceBlock(read('README.md'), 'tga audit --snapshot examples/broken.json', output)],
  ]);
}

/** The fenced block after the marker that names the command. */
function replaceBlock(page: string, command: string, output: string): string {
  const marker = `<!-- output of: ${command} -->`;
  const start = page.indexOf(marker);
  const end = page.indexOf('<!-- end of output -->', start);
  if (start < 0 || end < 0) throw new Error(`README.md has no "${marker}" before "<!-- end of output -->"`);
  const block = `${marker}\n\n\`\`\`\n$ ${command}\n${output.trimEnd()}\n\`\`\`\n\n`;
  return `${page.slice(0, start)}${block}${page.slice(end)}`;
}
