/** Counting attempts by day. Pure; the caller holds the participant's lock and passes the database's time. */

export interface Quota {
  /** null: no limit. */
  readonly limit: number | null;
  readonly used: number;
  /** null: no limit. */
  readonly left: number | null;
  /** When the next day of the limit's zone begins. */
  readonly resetsAt: Date;
}

/** The day an instant belongs to in a zone, as `YYYY-MM-DD`. `timezone` is an IANA name. */
export function quotaDay(at: Date, timezone: string): string {
  return dayFormat(timezone).format(at);
}

/** The first instant of the next day in the zone. Days are 23 to 25 hours long where clocks change. */
export function nextReset(at: Date, timezone: string): Date {
  const today = quotaDay(at, timezone);
  let low = at.getTime();
  let high = low + 26 * 3_600_000;
  // The day changes exactly once in between: halve until the millisecond is found.
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (quotaDay(new Date(middle), timezone) === today) low = middle;
    else high = middle;
  }
  return new Date(high);
}

export function quotaOf(
  used: number,
  dailyLimit: number | null,
  extra: number,
  at: Date,
  timezone: string,
): Quota {
  const limit = dailyLimit === null ? null : dailyLimit + extra;
  return {
    limit,
    used,
    left: limit === null ? null : Math.max(0, limit - used),
    resetsAt: nextReset(at, timezone),
  };
}

const formats = new Map<string, Intl.DateTimeFormat>();

function dayFormat(timezone: string): Intl.DateTimeFormat {
  const found = formats.get(timezone);
  if (found) return found;
  // The Swedish locale writes dates as ISO 8601 does.
  const made = new Intl.DateTimeFormat('sv-SE', {
    timeZone: timezone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  });
  formats.set(timezone, made);
  return made;
}
