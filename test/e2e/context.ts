/** What every part of the end-to-end run is given. */
import type { BuiltAccount } from './moto/build-account.ts';
import type { InjectedHealth } from './moto/start-moto.ts';

export interface EndToEndContext {
  /** Where moto plays AWS; also in AWS_ENDPOINT_URL, with credentials that moto accepts. */
  readonly endpoint: string;
  readonly region: string;
  readonly accountId: string;
  /** The account that was built before the parts run, in that region. */
  readonly account: BuiltAccount;
  /** Makes targets unhealthy, or healthy again. */
  injectHealth(targets: readonly InjectedHealth[]): Promise<void>;
  /** One line of progress. */
  say(line: string): void;
}

/** What each `*.e2e.ts` exports, beside its `name`. It throws where a promise is broken. */
export type EndToEndPart = (context: EndToEndContext) => Promise<void>;
