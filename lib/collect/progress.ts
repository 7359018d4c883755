/** Where collection is, for whoever waits. */
export interface Progress {
  readonly region: string;
  /** What is being read, in words: `target health`. */
  readonly step: string;
  readonly done: number;
  /** How many answers this step needs; a list of unknown length counts as one. */
  readonly total: number;
}

export type OnProgress = (progress: Progress) => void;
