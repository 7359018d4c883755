/** Text for a POSIX shell. */

const NEEDS_NO_QUOTES = /^[A-Za-z0-9_@%+=:,./-]+$/;

/** One word of a command, quoted only where the shell would read it differently. */
export function quote(word: string): string {
  return NEEDS_NO_QUOTES.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

/** Commands that belong together: a later one runs only if the earlier ones succeeded. */
export const joinCommands = (commands: readonly string[]): string => commands.join(' && \\\n');
