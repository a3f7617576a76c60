import { DateTime } from 'luxon';

/** The same time of day that many days after a deadline, by the calendar of a zone: a day in which clocks change has 23 or 25 hours. */
export function daysAfter(deadline: Date, days: number, zone: string): Date {
  return DateTime.fromJSDate(deadline, { zone }).plus({ days }).toJSDate();
}

/** Days begun between a deadline (the first instant that is late) and an instant, by that calendar; 0 for one in time. */
export function lateDays(deadline: Date, at: Date, zone: string): number {
  if (at < deadline) return 0;
  const [from, to] = [deadline, at].map((each) => DateTime.fromJSDate(each, { zone }));
  let days = from && to ? Math.floor(to.diff(from, 'days').days) : 0;
  while (daysAfter(deadline, days, zone) <= at) days += 1;
  return days;
}
