import type { Page } from '../report/style.ts';

/** How the demo ends: the same table in a real account, and where to go from here. */
export function renderNextSteps({ style }: Page): string {
  const section = (title: string, lines: readonly string[]) => [
    style.bold(title),
    ...lines.map((line) => (line === '' ? '' : `  ${line}`)),
    '',
  ];
  return [
    '',
    ...section('Deployed, the same table answers', [
      'npx tga findings --open --severity high',
      '',
      'aws dynamodb query --table-name "$TABLE" --index-name open \\',
      "  --key-condition-expression 'openIn = :here' \\",
      `  --expression-attribute-values '{":here": {"S": "123456789012/eu-west-1"}}'`,
      '',
      'aws dynamodb execute-statement --statement \\',
      `  "SELECT targetGroupName, severity, message FROM \\"$TABLE\\".\\"open\\" WHERE openIn = '123456789012/eu-west-1'"`,
    ]),
    ...section('Where to go next', [
      'npx tga audit --region eu-west-1                           your account, read-only',
      'npx tga audit --snapshot examples/broken.json              act 2 with every diagnosis',
      'npx tga explain target-ingress-blocked                     one check',
      'npx cdk deploy -c alertEmails=you@example.com              every five minutes, with mail',
    ]),
  ].join('\n');
}
