/** A page's slug in a bundle: a word, and behind a dot the language of a translation (`overview`, `overview.zh-TW`). */
export const PAGE_SLUG = /^[a-z]{1,40}(\.[a-z]{2}(-[A-Z]{2})?)?$/;

/**
 * One page a word, in the order of the words: the translation into `locale` where there is one, else the page without a
 * language, else the first translation. Slugs come back without their language.
 */
export function pagesIn<Page extends { readonly slug: string }>(
  pages: readonly Page[],
  locale: string,
): Page[] {
  const words = [...new Set(pages.map((page) => wordOf(page.slug)))];
  return words.flatMap((word) => {
    const all = pages.filter((page) => wordOf(page.slug) === word);
    const chosen =
      all.find((page) => page.slug === `${word}.${locale}`) ??
      all.find((page) => page.slug === word) ??
      all[0];
    return chosen ? [{ ...chosen, slug: word }] : [];
  });
}

function wordOf(slug: string): string {
  return slug.split('.')[0] ?? slug;
}
