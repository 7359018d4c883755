#!/usr/bin/env node
import { processTerminal } from '../lib/command-line/process-terminal.ts';
import { runTga } from '../lib/command-line/run-tga.ts';
import manifest from '../package.json' with { type: 'json' };

// Not process.exit: what is still on its way to a pipe would be lost.
process.exitCode = await runTga(process.argv.slice(2), processTerminal(), manifest.version);
