import { describe, expect, it } from 'vitest';
import { isLoopbackAddress, isPublicAddress } from '@/lib/platform/webhooks/address.core';
import { webhookBody } from '@/lib/platform/webhooks/message.core';

describe('an address a webhook may lead to', () => {
  it.each(['8.8.8.8', '140.112.1.1', '2001:4860:4860::8888', '2400:cb00::1'])(
    'is %s: of the internet',
    (address) => {
      expect(isPublicAddress(address)).toBe(true);
    },
  );

  it.each([
    ['127.0.0.1', 'this machine'],
    ['127.255.255.254', 'this machine'],
    ['::1', 'this machine'],
    ['0.0.0.0', 'any'],
    ['::', 'any'],
    ['10.0.0.1', 'private'],
    ['172.16.0.1', 'private'],
    ['172.31.255.255', 'private'],
    ['192.168.1.1', 'private'],
    ['100.64.0.1', 'carrier NAT'],
    ['100.100.100.200', 'metadata of a provider'],
    ['169.254.169.254', 'metadata of most providers'],
    ['192.0.0.192', 'metadata of a provider'],
    ['168.63.129.16', 'host service of a provider'],
    ['fd00:ec2::254', 'metadata over IPv6'],
    ['fe80::1', 'link-local'],
    ['fc00::1', 'unique local'],
    ['fec0::1', 'site-local'],
    ['224.0.0.1', 'multicast'],
    ['ff02::1', 'multicast'],
    ['255.255.255.255', 'broadcast'],
    ['240.0.0.1', 'reserved'],
    ['192.0.2.1', 'documentation'],
    ['198.18.0.1', 'benchmarking'],
    ['2001:db8::1', 'documentation'],
    ['::ffff:10.0.0.1', 'private, mapped'],
    ['::ffff:127.0.0.1', 'this machine, mapped'],
    ['::7f00:1', 'this machine, compatible form'],
    ['64:ff9b::7f00:1', 'this machine, behind NAT64'],
    ['2002:7f00:1::', 'this machine, 6to4'],
    ['2001:0:7f00:1::', 'Teredo'],
    ['not an address', 'no address'],
    ['', 'no address'],
  ])('is not %s: %s', (address) => {
    expect(isPublicAddress(address)).toBe(false);
  });

  it('is of this machine only in the loopback ranges', () => {
    expect(['127.0.0.1', '::1', '::ffff:127.0.0.1'].every(isLoopbackAddress)).toBe(true);
    expect(['10.0.0.1', '0.0.0.0', 'localhost'].some(isLoopbackAddress)).toBe(false);
  });
});

describe('the text of a message', () => {
  it('can call nobody in Slack or Discord, whatever a participant is called', () => {
    const body = webhookBody('leader.changed', new Date(0), {
      course: { slug: 'c', title: 'C' },
      assignment: null,
      data: { name: '<!channel> @everyone' },
      text: '<!channel> @everyone leads',
    });
    const sent = JSON.parse(body) as { text: string; content: string; allowed_mentions: object };
    expect(sent.text).toBe('‹!channel› @everyone leads');
    expect([sent.content, sent.allowed_mentions]).toEqual([sent.text, { parse: [] }]);
  });
});
