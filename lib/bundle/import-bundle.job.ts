import type { JobDefinition } from '@/lib/platform/queue/boss';

export interface ImportBundle {
  readonly importId: string;
}

/** Reads an uploaded bundle, or applies it once that was confirmed. */
export const importBundleJob: JobDefinition<ImportBundle> = {
  name: 'import-bundle',
  triesMax: 2,
  expireSeconds: 900,
};
