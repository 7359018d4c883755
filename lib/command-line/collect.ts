import type { Command } from 'commander';
import { type CommandContext, newCommand } from './command-context.ts';

export const collectCommand = (_context: CommandContext): Command => newCommand('collect', 'not yet', ['tga collect']);
