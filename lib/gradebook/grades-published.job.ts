import type { JobDefinition } from '@/lib/platform/queue/boss';

export interface GradesPublished {
  readonly assignmentId: string;
}

/** Written with a publication: whoever passes grades on to other systems learns of it. */
export const gradesPublishedJob: JobDefinition<GradesPublished> = {
  name: 'grades-published',
  triesMax: 10,
  expireSeconds: 120,
};
