/** A token bucket: so many calls at once, then so many a second. */
export interface PaceLimits {
  readonly burst: number;
  readonly perSecond: number;
}

/**
 * What Elastic Load Balancing sustains for all calls of an account in a region, by the stricter of the figures that
 * its documentation gives.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/userguide/api-throttling.html
 */
export const ELB_PACE: PaceLimits = { burst: 40, perSecond: 10 };

export interface Clock {
  /** Milliseconds. */
  now(): number;
  sleep(millis: number): Promise<void>;
}

const systemClock: Clock = {
  now: () => performance.now(),
  sleep: (millis) => new Promise((resolve) => setTimeout(resolve, millis)),
};

/** A function that resolves when the next call may be made. Waiting callers go in the order in which they came. */
export function createPace({ burst, perSecond }: PaceLimits, clock: Clock = systemClock): () => Promise<void> {
  const millisPerToken = 1000 / perSecond;
  // The moment at which the bucket would be full again: one number says how many tokens are left.
  let fullAt = Number.NEGATIVE_INFINITY;
  return async () => {
    const now = clock.now();
    fullAt = Math.max(fullAt, now) + millisPerToken;
    const wait = fullAt - now - burst * millisPerToken;
    if (wait > 0) await clock.sleep(wait);
  };
}
