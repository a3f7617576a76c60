import { cookies, headers } from 'next/headers';
import { getRequestConfig } from 'next-intl/server';

export const LOCALES = ['en', 'zh-TW'] as const;
export type Locale = (typeof LOCALES)[number];

/** The language: what the reader chose (cookie), else what the browser asks for, else English. Addresses carry none. */
async function chooseLocale(): Promise<Locale> {
  const chosen = (await cookies()).get('locale')?.value;
  const found = LOCALES.find((locale) => locale === chosen);
  if (found) return found;
  const asked = (await headers()).get('accept-language') ?? '';
  const first = asked.split(',')[0]?.trim().toLowerCase() ?? '';
  return first.startsWith('zh') ? 'zh-TW' : 'en';
}

export default getRequestConfig(async () => {
  const locale = await chooseLocale();
  const english = ((await import('../../messages/en.json')) as { default: object }).default;
  if (locale === 'en') return { locale, messages: english, timeZone: 'UTC' };
  const own = ((await import('../../messages/zh-TW.json')) as { default: object }).default;
  // What is not translated yet stays English.
  return { locale, messages: merge(english, own), timeZone: 'UTC' };
});

function merge(base: object, over: object): Record<string, unknown> {
  const result: Record<string, unknown> = { ...base };
  for (const [key, value] of Object.entries(over)) {
    const below = result[key];
    const both = typeof value === 'object' && value !== null && typeof below === 'object' && below !== null;
    result[key] = both ? merge(below, value as object) : value;
  }
  return result;
}
