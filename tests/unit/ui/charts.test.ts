import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { spread, thinned } from '@/app/_ui/charts/frame';

describe('labels of one column', () => {
  const room = { gap: 18, top: 0, bottom: 200 };

  it('stay where they are when there is room', () => {
    expect(spread([150, 20, 80], room)).toEqual([150, 20, 80]);
  });

  it('are pushed apart, in their order, and kept inside', () => {
    expect(spread([199, 198, 197], room)).toEqual([200, 182, 164]);
  });

  it('never cover each other as long as they fit', () => {
    const heights = fc.array(fc.integer({ min: -20, max: 220 }), { maxLength: 11 });
    fc.assert(
      fc.property(heights, (wanted) => {
        const placed = [...spread(wanted, room)].sort((a, b) => a - b);
        for (const [index, at] of placed.entries()) {
          expect(at).toBeGreaterThanOrEqual(0);
          expect(at).toBeLessThanOrEqual(200);
          if (index > 0) expect(at - placed[index - 1]!).toBeGreaterThanOrEqual(18);
        }
      }),
    );
  });
});

it('ticks thinned keep the first and the last', () => {
  expect(thinned([1, 2, 3, 4, 5, 6, 7], 4)).toEqual([1, 3, 5, 7]);
  expect(thinned([1, 2], 4)).toEqual([1, 2]);
});
