import { App } from 'aws-cdk-lib';
import { AuditorStack } from '../lib/infrastructure/auditor-stack.ts';
import { InvalidSettingError, readSettings } from '../lib/settings.ts';

try {
  const app = new App();
  new AuditorStack(app, 'TargetGroupAuditor', { settings: readSettings(app.node.getAllContext()) });
} catch (error) {
  if (!(error instanceof InvalidSettingError)) throw error;
  console.error(`target-group-auditor: ${error.message}`);
  process.exitCode = 1;
}
