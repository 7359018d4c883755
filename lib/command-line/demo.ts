import type { Command } from 'commander';
import { type CommandContext, newCommand } from './command-context.ts';

export function demoCommand(context: CommandContext): Command {
  return newCommand('demo', 'The whole job on an embedded sample account: no AWS account, no network.', [
    'tga demo',
    'tga demo --no-color > demo.txt',
  ]).action(async () => {
    const { runDemo } = await import('../demo/run-demo.ts');
    await runDemo(context);
  });
}
