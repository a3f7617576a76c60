import { describe, expect, it } from 'vitest';
import { isDatabaseUnavailable } from '@/lib/platform/unavailable.core';

describe('isDatabaseUnavailable', () => {
  it('knows a database that is away, however deep the driver put it', () => {
    expect(isDatabaseUnavailable({ code: 'P1017' })).toBe(true);
    expect(isDatabaseUnavailable(new Error('timeout exceeded when trying to connect'))).toBe(true);
    expect(
      isDatabaseUnavailable({
        code: 'P2010',
        meta: { driverAdapterError: { cause: { originalCode: '57P01' } } },
      }),
    ).toBe(true);
    const raw = { code: 'P2010', meta: { driverAdapterError: { cause: { kind: 'ConnectionClosed' } } } };
    expect(isDatabaseUnavailable(raw)).toBe(true);
    expect(isDatabaseUnavailable(new Error('x', { cause: { code: 'ECONNREFUSED' } }))).toBe(true);
  });

  it('takes nothing else for it', () => {
    const circle: { code: string; cause?: unknown } = { code: 'P2002' };
    circle.cause = circle;
    for (const other of [circle, null, undefined, 'P1017', new Error('no such row'), { code: '23505' }])
      expect(isDatabaseUnavailable(other)).toBe(false);
  });
});
