import { describe, expect, it } from 'vitest';
import { localInstant } from '@/lib/platform/local-time.core';
import { offsetText, parseTimeZone, zoneCandidates, zoneOffset } from '@/lib/platform/time-zone.core';

describe('a time zone’s name', () => {
  it.each([
    'Asia/Taipei',
    'Asia/Kolkata',
    'Asia/Calcutta',
    'America/Argentina/Buenos_Aires',
    'America/Port-au-Prince',
    'UTC',
  ])('%s means one place', (name) => expect(parseTimeZone(name)).toEqual({ ok: true, value: name }));

  it('takes every place of the list this machine has, and Etc/UTC for UTC', () => {
    for (const place of Intl.supportedValuesOf('timeZone').filter((zone) => /^(A|E|I|P)[a-z]+\//.test(zone)))
      expect(place.startsWith('Etc/') || parseTimeZone(place).ok, place).toBe(true);
    expect(parseTimeZone('Etc/UTC')).toEqual({ ok: true, value: 'UTC' });
  });

  it.each([
    ['CST', 'Asia/Taipei'],
    ['CST', 'America/Chicago'],
    ['IST', 'Asia/Kolkata'],
    ['IST', 'Europe/Dublin'],
    ['BST', 'Europe/London'],
    ['EST', 'America/New_York'],
    ['MST', 'America/Phoenix'],
    ['PST', 'Asia/Manila'],
    ['HST', 'Pacific/Honolulu'],
    ['CET', 'Europe/Berlin'],
    ['GMT', 'Europe/London'],
    ['EST5EDT', 'America/New_York'],
    ['GMT+8', 'Asia/Taipei'],
    ['UTC+08:00', 'Asia/Taipei'],
    ['+0530', 'Asia/Calcutta'],
    ['Etc/GMT-8', 'Asia/Taipei'],
    ['Etc/GMT+8', 'America/Los_Angeles'],
    ['PRC', 'Asia/Shanghai'],
    ['Japan', 'Asia/Tokyo'],
    ['US/Pacific', 'America/Los_Angeles'],
    ['Taipei Standard Time', 'Asia/Taipei'],
    ['Taipei', 'Asia/Taipei'],
    ['Asia/Taipe', 'Asia/Taipei'],
    ['Zulu', 'UTC'],
  ])('%s is refused; %s is among what may be meant', (name, place) => {
    const parsed = parseTimeZone(name);
    expect(!parsed.ok && parsed.problems[0]).toMatchObject({ code: 'bad_timezone', value: name });
    expect(zoneCandidates(name)).toContain(place);
    expect(!parsed.ok && parsed.problems[0]?.message).toContain(place);
  });

  it('only names candidates that are taken', () => {
    for (const name of ['CST', 'IST', 'GMT+8', 'EST', 'MET', 'SST', 'Singapore'])
      for (const place of zoneCandidates(name)) expect(parseTimeZone(place).ok, place).toBe(true);
  });

  it('refuses what is nothing at all', () => {
    for (const name of ['', 'x', 'Asia/', 'Asia/Nowhere_At_All', '../etc/passwd', '🕐'])
      expect(parseTimeZone(name).ok, name).toBe(false);
  });

  it('has its offset at an instant', () => {
    const summer = new Date('2026-07-01T00:00:00Z');
    expect(offsetText('Asia/Taipei', summer)).toBe('UTC+08:00');
    expect(offsetText('UTC', summer)).toBe('UTC');
    expect([zoneOffset('America/St_Johns', summer), zoneOffset('Asia/Kathmandu', summer)]).toEqual([
      -150, 345,
    ]);
  });
});

describe('a local time', () => {
  it('is an instant of its zone', () => {
    expect(localInstant('2021-04-02T23:59', 'Asia/Taipei')).toEqual({
      ok: true,
      value: new Date('2021-04-02T15:59:00Z'),
    });
    expect(localInstant('2021-04-02T23:59:00', 'UTC')).toEqual({
      ok: true,
      value: new Date('2021-04-02T23:59:00Z'),
    });
  });

  it.each([
    ['2021-04-02T24:00:00', 'write 2021-04-03T00:00, or 2021-04-02T23:59'],
    ['2021-12-31T24:00', 'write 2022-01-01T00:00'],
    ['2021-02-30T12:00', 'no calendar'],
    ['2021-04-02T23:60', 'not a date and time'],
    ['2026-03-29T02:30', 'clocks go forward'],
  ])('%s is refused: %s', (local, why) => {
    const read = localInstant(local, 'Europe/Berlin');
    expect(!read.ok && read.problems[0]?.message).toContain(why);
  });
});
