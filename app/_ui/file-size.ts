import type { createFormatter } from 'next-intl';

/** A file's size for readers, in the decimal units of disks and downloads: `12.3 kB`, `1.8 MB`, `4.3 GB`. */
export function fileSize(format: Pick<ReturnType<typeof createFormatter>, 'number'>, bytes: number): string {
  const [unit, size] = bytes >= 1e9 ? ['GB', 1e9] : bytes >= 1e6 ? ['MB', 1e6] : (['kB', 1e3] as const);
  return `${format.number(bytes / size, { maximumFractionDigits: 1 })} ${unit}`;
}
