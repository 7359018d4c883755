import type { Command } from 'commander';
import { type CommandContext, newCommand } from './command-context.ts';

export const pathCommand = (_context: CommandContext): Command => newCommand('path', 'not yet', ['tga path']);
