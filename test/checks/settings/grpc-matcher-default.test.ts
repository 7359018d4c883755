import check from '../../../lib/checks/settings/grpc-matcher-default.ts';
import { askCheck } from '../../support/ask-check.ts';

askCheck(check, {
  good: [
    {
      name: 'a code of its own',
      base: 'alb-to-grpc',
      edit: ({ targetGroup }) => {
        targetGroup.Matcher = { GrpcCode: '0' };
      },
    },
  ],
  bad: [
    {
      name: 'the default',
      base: 'alb-to-grpc',
      edit: ({ targetGroup }) => {
        targetGroup.Matcher = { GrpcCode: '12' };
      },
      says: /accepts gRPC status 12 \(UNIMPLEMENTED\)/,
      severity: 'low',
      command: /--health-check-path \/grpc\.health\.v1\.Health\/Check --matcher GrpcCode=0$/,
    },
  ],
  other: [{ name: 'HTTP', base: 'alb-to-instances', outcome: 'notApplicable' }],
});
