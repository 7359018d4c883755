import type { RenderedRemedy } from '../audit/audit-result.ts';

/** `fix` for a change to the account, `next` for a step that only a person can take. */
export const labelOfRemedy = (remedy: RenderedRemedy): 'fix' | 'next' => (isChange(remedy) ? 'fix' : 'next');

/** What was done to be sure of it; nothing where there is nothing to be sure of. */
export function proofOf(remedy: RenderedRemedy): string {
  if (remedy.proven) return ' (proven on a model of the account)';
  return isChange(remedy) ? ' (not proven)' : '';
}

const isChange = ({ proven, command }: RenderedRemedy): boolean =>
  proven || (command.startsWith('aws ') && !/^aws [a-z0-9-]+ (describe-|get-|list-|invoke|send-command)/.test(command));
