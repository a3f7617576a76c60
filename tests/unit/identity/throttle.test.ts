import { describe, expect, it } from 'vitest';
import { addressKey, clientAddress } from '@/lib/identity/throttle.core';

describe('the address an attempt is counted by', () => {
  it('is the whole of IPv4 and the /64 of IPv6 (A86)', () => {
    expect(addressKey('140.112.1.2')).toBe('140.112.1.2');
    expect(addressKey('::ffff:140.112.1.2')).toBe('140.112.1.2');
    expect(addressKey('2001:db8:1:2:aaaa::1')).toBe(addressKey('2001:DB8:1:2::7'));
    expect(addressKey('2001:db8::1')).toBe(addressKey('2001:0db8:0:0:ffff:1:2:3'));
    expect(addressKey('2001:db8:1:2::1')).not.toBe(addressKey('2001:db8:1:3::1'));
    expect(addressKey('::1')).toBe('0:0:0:0::/64');
  });

  it('is what the nearest server saw, not what the client claims', () => {
    expect(clientAddress({ 'x-forwarded-for': '1.1.1.1, 140.112.1.2' })).toBe('140.112.1.2');
    expect(clientAddress({ 'x-forwarded-for': '1.1.1.1, 140.112.1.2, 127.0.0.1' })).toBe('140.112.1.2');
    expect(clientAddress({ 'x-forwarded-for': '::1' })).toBe('::1');
    expect(clientAddress({})).toBe('unknown');
  });
});
