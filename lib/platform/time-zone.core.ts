import { ok, refuse, type Result } from '@/lib/platform/result';

/** The areas of the IANA list whose names are a place, and so mean one thing. */
const PLACE =
  /^(Africa|America|Antarctica|Arctic|Asia|Atlantic|Australia|Europe|Indian|Pacific)\/[A-Za-z][A-Za-z_+/-]*$/i;

/** Short names and names of systems, and the places that are meant by them. */
const MEANT: Readonly<Record<string, readonly string[]>> = {
  ACST: ['Australia/Adelaide', 'Australia/Darwin'],
  AEDT: ['Australia/Sydney', 'Australia/Melbourne'],
  AEST: ['Australia/Sydney', 'Australia/Brisbane'],
  AST: ['America/Halifax', 'America/Puerto_Rico', 'Asia/Riyadh'],
  AWST: ['Australia/Perth'],
  BRT: ['America/Sao_Paulo'],
  BST: ['Europe/London', 'Asia/Dhaka'],
  CDT: ['America/Chicago', 'America/Havana'],
  CEST: ['Europe/Berlin', 'Europe/Paris', 'Europe/Madrid'],
  CET: ['Europe/Berlin', 'Europe/Paris', 'Africa/Algiers'],
  CST: ['Asia/Taipei', 'Asia/Shanghai', 'America/Chicago', 'America/Mexico_City', 'America/Havana'],
  CST6CDT: ['America/Chicago'],
  ECT: ['America/Guayaquil', 'Europe/Paris'],
  EDT: ['America/New_York', 'America/Toronto'],
  EET: ['Europe/Helsinki', 'Europe/Athens', 'Africa/Cairo'],
  EST: ['America/New_York', 'America/Toronto', 'America/Panama', 'Australia/Sydney'],
  EST5EDT: ['America/New_York'],
  GMT: ['UTC', 'Europe/London', 'Africa/Accra'],
  GST: ['Asia/Dubai', 'Pacific/Guam', 'Atlantic/South_Georgia'],
  HKT: ['Asia/Hong_Kong'],
  HST: ['Pacific/Honolulu'],
  ICT: ['Asia/Bangkok', 'Asia/Ho_Chi_Minh'],
  IST: ['Asia/Kolkata', 'Asia/Jerusalem', 'Europe/Dublin'],
  JST: ['Asia/Tokyo'],
  KST: ['Asia/Seoul'],
  MDT: ['America/Denver'],
  MET: ['Europe/Berlin', 'Europe/Brussels'],
  MSK: ['Europe/Moscow'],
  MST: ['America/Denver', 'America/Phoenix', 'Asia/Kuala_Lumpur', 'Asia/Yangon'],
  MST7MDT: ['America/Denver'],
  NZST: ['Pacific/Auckland'],
  PDT: ['America/Los_Angeles', 'America/Vancouver'],
  PHT: ['Asia/Manila'],
  PKT: ['Asia/Karachi'],
  PST: ['America/Los_Angeles', 'America/Vancouver', 'Asia/Manila'],
  PST8PDT: ['America/Los_Angeles'],
  SGT: ['Asia/Singapore'],
  SST: ['Pacific/Pago_Pago', 'Asia/Singapore'],
  WAT: ['Africa/Lagos'],
  WET: ['Europe/Lisbon', 'Atlantic/Canary'],
  WIB: ['Asia/Jakarta'],
  Z: ['UTC'],
  'CENTRAL STANDARD TIME': ['America/Chicago'],
  'CHINA STANDARD TIME': ['Asia/Shanghai'],
  'EASTERN STANDARD TIME': ['America/New_York'],
  'GMT STANDARD TIME': ['Europe/London'],
  'INDIA STANDARD TIME': ['Asia/Kolkata'],
  'KOREA STANDARD TIME': ['Asia/Seoul'],
  'PACIFIC STANDARD TIME': ['America/Los_Angeles'],
  'SINGAPORE STANDARD TIME': ['Asia/Singapore'],
  'TAIPEI STANDARD TIME': ['Asia/Taipei'],
  'TOKYO STANDARD TIME': ['Asia/Tokyo'],
  TAIWAN: ['Asia/Taipei'],
  台北: ['Asia/Taipei'],
  臺北: ['Asia/Taipei'],
};
const CANDIDATES_MAX = 5;

/** Of the places of one offset, these are named first. */
const KNOWN_FIRST = [
  'Asia/Taipei',
  'Asia/Shanghai',
  'Asia/Singapore',
  'Asia/Tokyo',
  'Asia/Seoul',
  'Asia/Kolkata',
  'Europe/London',
  'Europe/Berlin',
  'Europe/Athens',
  'America/New_York',
  'America/Chicago',
  'America/Denver',
  'America/Los_Angeles',
  'America/Sao_Paulo',
  'Australia/Sydney',
];

/**
 * The name of a time zone, where it means one thing: a place of the IANA list (`Asia/Taipei`) or `UTC`. Abbreviations (`CST`),
 * offsets (`GMT+8`, `Etc/GMT-8`) and names of countries are refused with the places that may be meant.
 */
export function parseTimeZone(given: string): Result<string> {
  const name = given.trim();
  if (/^(etc\/)?utc$/i.test(name)) return ok('UTC');
  if (PLACE.test(name) && isKnown(name)) return ok(name);
  const candidates = zoneCandidates(name);
  const choose =
    candidates.length > 0
      ? `Write the place that is meant: ${candidates.join(', ')}.`
      : 'Write Area/City, e.g. Asia/Taipei, or UTC.';
  return refuse({
    code: 'bad_timezone',
    field: 'timezone',
    value: name.slice(0, 60),
    message: `“${name.slice(0, 60)}” does not name one time zone. ${choose}`,
  });
}

/** The places that may be meant by a name that is not taken, likeliest first; none where nothing comes to mind. */
export function zoneCandidates(name: string): readonly string[] {
  const meant = MEANT[name.toUpperCase()];
  if (meant) return meant;
  const offset = /^(?:(etc\/)?(?:gmt|utc)\s*)?([+-])(\d{1,2})(?::?(\d{2}))?$/i.exec(name);
  if (offset) return placesAt(offset);
  if (/^[A-Za-z_/]+$/.test(name) && isKnown(name)) {
    const place = new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone;
    if (PLACE.test(place) || place === 'UTC') return [place];
  }
  return likeNamed(name);
}

function placesAt([, etc, sign, hours, minutes]: RegExpExecArray): readonly string[] {
  // In the Etc area the sign is the other way round: Etc/GMT-8 is east of Greenwich.
  const east = (sign === '+') !== (etc !== undefined);
  const shift = (Number(hours) * 60 + Number(minutes ?? 0)) * (east ? 1 : -1);
  if (shift === 0) return ['UTC', 'Europe/London'];
  const january = new Date(Date.UTC(2026, 0, 15));
  const places = allPlaces().filter((place) => zoneOffset(place, january) === shift);
  const rank = (place: string): number =>
    (KNOWN_FIRST.indexOf(place) + KNOWN_FIRST.length + 1) % (KNOWN_FIRST.length + 1);
  return places.sort((a, b) => rank(a) - rank(b)).slice(0, CANDIDATES_MAX);
}

/** Places whose city is named, or nearly so: `Taipei`, `Asia/Taipe`. */
function likeNamed(name: string): readonly string[] {
  const city = cityOf(name);
  if (city.length < 3) return [];
  return allPlaces()
    .map((place) => ({ place, away: distance(cityOf(place), city) }))
    .filter(({ away }) => away <= (city.length > 5 ? 2 : 1))
    .sort((a, b) => a.away - b.away)
    .slice(0, CANDIDATES_MAX)
    .map(({ place }) => place);
}

const cityOf = (name: string): string => (name.split('/').at(-1) ?? '').toLowerCase().replace(/[\s_-]/g, '');

const allPlaces = (): string[] => Intl.supportedValuesOf('timeZone').filter((zone) => PLACE.test(zone));

/** Levenshtein's. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1)
      next.push(
        Math.min(
          (row[j] ?? 0) + 1,
          (next[j - 1] ?? 0) + 1,
          (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1),
        ),
      );
    row = next;
  }
  return row[b.length] ?? 0;
}

function isKnown(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false; // RangeError: there is no such zone
  }
}

/** Minutes east of Greenwich at an instant. `zone` must be a known name. */
export function zoneOffset(zone: string, at: Date): number {
  const text = offsetText(zone, at);
  const [, sign, hours, minutes] = /([+-])(\d{2}):(\d{2})/.exec(text) ?? [];
  return (Number(hours ?? 0) * 60 + Number(minutes ?? 0)) * (sign === '-' ? -1 : 1);
}

/** `UTC+08:00`, `UTC`. */
export function offsetText(zone: string, at: Date): string {
  const parts = new Intl.DateTimeFormat('en', { timeZone: zone, timeZoneName: 'longOffset' }).formatToParts(
    at,
  );
  return (parts.find(({ type }) => type === 'timeZoneName')?.value ?? 'GMT')
    .replace('GMT', 'UTC')
    .replace('+00:00', '');
}
