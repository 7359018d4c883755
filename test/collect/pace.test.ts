import fc from 'fast-check';
import { inChunks, mapLimit } from '../../lib/collect/map-limit.ts';
import { type Clock, createPace } from '../../lib/collect/pace.ts';

/** A clock that stands still but for sleepers, and tells when each call was let through. */
function simulate(calls: number, limits: { readonly burst: number; readonly perSecond: number }, gap = 0) {
  let time = 0;
  const passed: number[] = [];
  const clock: Clock = {
    now: () => time,
    sleep: async (millis) => {
      passed.push(time + millis);
    },
  };
  const pace = createPace(limits, clock);
  return (async () => {
    for (let call = 0; call < calls; call++) {
      const before = passed.length;
      await pace();
      if (passed.length === before) passed.push(time);
      time += gap;
    }
    return passed;
  })();
}

describe('pace', () => {
  test('lets the burst through at once and then so many a second', async () => {
    const passed = await simulate(45, { burst: 40, perSecond: 10 });
    expect(passed.slice(0, 40)).toEqual(Array(40).fill(0));
    expect(passed.slice(40)).toEqual([100, 200, 300, 400, 500]);
  });

  test('fills up again while nobody asks', async () => {
    const passed = await simulate(12, { burst: 2, perSecond: 10 }, 100);
    expect(passed).toEqual(Array.from({ length: 12 }, (_, call) => call * 100));
  });

  test('never lets more through in any stretch of time than burst and rate allow', () =>
    fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 20 }),
        fc.integer({ min: 1, max: 50 }),
        fc.integer({ min: 0, max: 300 }),
        async (burst, perSecond, gap) => {
          const passed = await simulate(60, { burst, perSecond }, gap);
          const excess = passed.flatMap((from, first) =>
            passed.slice(first).map((to, more) => more + 1 - burst - ((to - from) / 1000) * perSecond),
          );
          expect(Math.max(...excess)).toBeLessThanOrEqual(1e-6);
        },
      ),
      { numRuns: 50 },
    ));
});

describe('mapLimit', () => {
  test('keeps the order and never runs more than the limit at once', async () => {
    let running = 0;
    let most = 0;
    const results = await mapLimit([5, 1, 4, 2, 3, 0], 3, async (millis) => {
      most = Math.max(most, ++running);
      await new Promise((resolve) => setTimeout(resolve, millis));
      running--;
      return millis * 10;
    });
    expect(results).toEqual([50, 10, 40, 20, 30, 0]);
    expect(most).toBe(3);
  });

  test('of nothing is nothing, and an error goes on up', async () => {
    expect(await mapLimit([], 3, async (item) => item)).toEqual([]);
    await expect(
      mapLimit([1, 2], 1, async () => {
        throw new Error('no');
      }),
    ).rejects.toThrow('no');
  });

  test('chunks', () => {
    expect(inChunks([1, 2, 3], 2)).toEqual([[1, 2], [3]]);
    expect(inChunks([], 2)).toEqual([]);
  });
});
