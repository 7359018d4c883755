/** The account as it would be, sharing all that did not change; or why the remedy cannot be carried out on it. */
export type Application<T> =
  | { readonly applicable: true; readonly after: T }
  | { readonly applicable: false; readonly because: string };

export const applied = <T>(after: T): Application<T> => ({ applicable: true, after });
export const refused = (because: string): Application<never> => ({ applicable: false, because });
