import type { Command } from 'commander';
import { type CommandContext, newCommand } from './command-context.ts';

export const demoCommand = (_context: CommandContext): Command => newCommand('demo', 'not yet', ['tga demo']);
