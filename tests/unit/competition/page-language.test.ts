import { expect, it } from 'vitest';
import { PAGE_SLUG, pagesIn } from '@/lib/competition/page-language.core';

const pages = ['overview', 'overview.zh-TW', 'data', 'rules.ja'].map((slug) => ({ slug, markdown: slug }));

it('shows each page once: in the reader’s language, else without a language, else whatever there is', () => {
  expect(pagesIn(pages, 'zh-TW')).toEqual([
    { slug: 'overview', markdown: 'overview.zh-TW' },
    { slug: 'data', markdown: 'data' },
    { slug: 'rules', markdown: 'rules.ja' },
  ]);
  expect(pagesIn(pages, 'en').map((page) => page.markdown)).toEqual(['overview', 'data', 'rules.ja']);
});

it('takes a word and a language as a slug, nothing else', () => {
  expect(['overview', 'overview.en', 'overview.zh-TW'].every((slug) => PAGE_SLUG.test(slug))).toBe(true);
  expect(['Overview', 'a.', 'a.zh_TW', '../a', 'a.md.zh-TW'].some((slug) => PAGE_SLUG.test(slug))).toBe(
    false,
  );
});
