import { describe, expect, it } from 'vitest';
import { addressKey } from '@/lib/identity/throttle.core';
import { clientAddressOf, parseProxies } from '@/lib/platform/client-address.core';

describe('the address an attempt is counted by', () => {
  it('is the whole of IPv4 and the /64 of IPv6 (A86)', () => {
    expect(addressKey('140.112.1.2')).toBe('140.112.1.2');
    expect(addressKey('::ffff:140.112.1.2')).toBe('140.112.1.2');
    expect(addressKey('2001:db8:1:2:aaaa::1')).toBe(addressKey('2001:DB8:1:2::7'));
    expect(addressKey('2001:db8::1')).toBe(addressKey('2001:0db8:0:0:ffff:1:2:3'));
    expect(addressKey('2001:db8:1:2::1')).not.toBe(addressKey('2001:db8:1:3::1'));
    expect(addressKey('::1')).toBe('0:0:0:0::/64');
  });
});

describe('where a request comes from', () => {
  const proxies = parseProxies('127.0.0.0/8 ::1, 10.1.0.0/16 2001:db8::/32');

  it('is the connection itself, unless that is a proxy the operator has named (A110)', () => {
    expect(clientAddressOf('140.112.1.2', '1.1.1.1', proxies)).toBe('140.112.1.2');
    expect(clientAddressOf('127.0.0.1', '1.1.1.1, 140.112.1.2', proxies)).toBe('140.112.1.2');
    expect(clientAddressOf('::ffff:127.0.0.1', '1.1.1.1, 140.112.1.2, 10.1.9.9', proxies)).toBe(
      '140.112.1.2',
    );
    expect(clientAddressOf('2001:db8::7', '2001:db9::1', proxies)).toBe('2001:db9::1');
    expect(clientAddressOf('10.2.0.1', '1.1.1.1', proxies)).toBe('10.2.0.1');
    for (const forged of ['', 'nobody', '1.1.1.1, nobody', '127.0.0.1, ::1'])
      expect(clientAddressOf('127.0.0.1', forged, proxies), forged).toBe('127.0.0.1');
  });

  it('needs proxies that are addresses or ranges', () => {
    for (const wrong of ['localhost', '10.0.0.0/99', '1.2.3.4/x'])
      expect(() => parseProxies(wrong), wrong).toThrow();
  });
});
