import type { GradingSettings, StudentGrade } from '@/lib/gradebook/grade.types';

/** The items behind a total as plain lines, for the comment a platform shows beside it. */
export function scoreComment(settings: GradingSettings, grade: StudentGrade): string {
  const titles = new Map(settings.items.map((item) => [item.id, item.title]));
  const items = grade.items.map(
    (item) => `${titles.get(item.id) ?? item.id}: ${item.points} / ${item.possible}`,
  );
  const breaches = grade.breaches.map((breach) => `× ${breach.factor}: ${breach.kind}`);
  return [...items, ...breaches].join('\n');
}
