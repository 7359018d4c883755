/** A message to people and programs, before it is SNS's. */
export interface Message {
  /** Under 100 ASCII characters, no control characters. */
  readonly subject: string;
  /** For people. */
  readonly text: string;
  /** For programs. */
  readonly json: Readonly<Record<string, unknown>>;
  /** For filter policies; a list matches by any of its members. */
  readonly attributes: Readonly<Record<string, string | readonly string[]>>;
}

/** Where messages go. */
export interface Notifier {
  send(message: Message): Promise<void>;
}
