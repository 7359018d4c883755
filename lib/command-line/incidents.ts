import type { Command } from 'commander';
import { type CommandContext, newCommand } from './command-context.ts';

export const incidentsCommand = (_context: CommandContext): Command =>
  newCommand('incidents', 'not yet', ['tga incidents']);
