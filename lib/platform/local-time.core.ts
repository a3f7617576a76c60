import { DateTime } from 'luxon';
import { ok, refuse, type Result } from '@/lib/platform/result';

/**
 * The instant of a local time `2021-04-02T23:59` or `…:00` in a zone. Refused with what to write instead: a day that is in no
 * calendar, 24:00, a time that the zone's clocks skip. Of a time that comes twice, when clocks go back, it is the first.
 */
export function localInstant(local: string, zone: string): Result<Date> {
  const bad = (message: string): Result<never> => refuse({ code: 'bad_time', message, value: local });
  const [day = '', time = ''] = local.split('T');
  const date = DateTime.fromISO(day, { zone: 'UTC' });
  if (!date.isValid) return bad(`${day} is in no calendar.`);
  if (time.startsWith('24:')) {
    const next = date.plus({ days: 1 }).toISODate();
    return bad(`No clock shows ${time}: write ${next}T00:00, or ${day}T23:59 for the whole of the day.`);
  }
  const at = DateTime.fromISO(local, { zone });
  if (!at.isValid) return bad(`${local} is not a date and time.`);
  const written = local.length === 16 ? `${local}:00` : local;
  if (at.toFormat("yyyy-MM-dd'T'HH:mm:ss") !== written)
    return bad(`${local} does not exist in ${zone} (clocks go forward there).`);
  return ok(at.toJSDate());
}
