import { z } from 'zod';
import { parseTimeZone } from '@/lib/platform/time-zone.core';

/** A time zone's name that means one place; else refused with the places that may be meant. */
export const timeZone = z.string().superRefine((name, context) => {
  const parsed = parseTimeZone(name);
  if (parsed.ok && parsed.value === name) return;
  const message = parsed.ok
    ? `Write ${parsed.value}.`
    : parsed.problems.map((problem) => problem.message).join(' ');
  context.addIssue({ code: 'custom', message });
});
