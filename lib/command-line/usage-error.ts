/** What the user can put right: one line saying what was got, what is allowed, what to do. Exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
