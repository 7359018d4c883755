import type { Command } from 'commander';
import { type CommandContext, newCommand } from './command-context.ts';

export const findingsCommand = (_context: CommandContext): Command =>
  newCommand('findings', 'not yet', ['tga findings']);
