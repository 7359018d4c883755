import picocolors from 'picocolors';
import type { Style } from '../report/style.ts';

// Whether to colour is decided by the terminal we are given, not by the process that runs us.
const { bold, dim, red, yellow, green, cyan } = picocolors.createColors(true);

export const COLOURS: Style = { bold, dim, red, yellow, green, cyan };
