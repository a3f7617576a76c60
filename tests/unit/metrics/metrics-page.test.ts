import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { metricsPage } from '@/scripts/docs/metrics-page';

test('docs/metrics.md says what the metrics say; run `npx tsx scripts/docs/metrics-page.ts` after a change', async () => {
  expect(readFileSync('docs/metrics.md', 'utf8')).toBe(await metricsPage());
});
