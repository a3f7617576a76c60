import { readFile, readdir } from 'node:fs/promises';
import path from 'node:path';
import { parse } from 'yaml';
import { boardsChanged } from '@/lib/competition/boards-changed';
import { scoreBaselinesJob } from '@/lib/competition/score-baselines.job';
import { parseMetricSpec } from '@/lib/metrics/registry.core';
import { db } from '@/lib/platform/database/client';
import { storeCopy } from '@/lib/platform/files/store';
import { enqueue } from '@/lib/platform/queue/boss';

/* eslint-disable @typescript-eslint/no-explicit-any */
export async function importBundleFolder(folder: string): Promise<void> {
  const yaml = parse(await readFile(path.join(folder, 'assignment.yaml'), 'utf8')) as any;
  const course = await db().course.findUniqueOrThrow({ where: { slug: yaml.course } });
  if (await db().assignment.findFirst({ where: { courseId: course.id, slug: yaml.assignment } })) return;
  const c = yaml.competition;
  const metric = parseMetricSpec(c.metric);
  if (!metric.ok) throw new Error(metric.problems[0]?.message);
  const store = async (file: string) => ({ path: file, ...(await storeCopy(path.join(folder, file))) });
  const solution = await store(c.solution);
  const usage = (await readFile(path.join(folder, c.solution), 'utf8')).split('\n');
  const files = [
    { kind: 'sample_submission' as const, ...(await store(c.sample_submission)) },
    ...(await Promise.all(
      (yaml.data as string[]).map(async (file) => ({ kind: 'data' as const, ...(await store(file)) })),
    )),
    ...(await Promise.all(
      (await readdir(path.join(folder, yaml.reference))).map(async (file) => ({
        kind: 'reference' as const,
        ...(await store(`${yaml.reference}${file}`)),
      })),
    )),
  ];
  const baselines = await Promise.all(
    (c.baselines as any[]).map(async (b, position) => ({
      name: b.name as string,
      position,
      fileName: b.file as string,
      sha256: (await store(b.file)).sha256,
    })),
  );
  const pages = await Promise.all(
    Object.entries(yaml.pages as Record<string, string>).map(async ([slug, fileName], position) => ({
      slug,
      fileName,
      position,
      markdown: await readFile(path.join(folder, fileName), 'utf8'),
    })),
  );
  await db().$transaction(async (tx) => {
    const assignment = await tx.assignment.create({
      data: {
        courseId: course.id,
        slug: yaml.assignment,
        title: yaml.title,
        timezone: yaml.timezone,
        opensAt: new Date(`${yaml.opens}Z`),
        closesAt: new Date(`${yaml.closes}Z`),
        pages: { create: pages },
        files: {
          create: files.map((file, position) => ({
            kind: file.kind,
            path: file.path,
            sha256: file.sha256,
            bytes: file.bytes,
            position,
          })),
        },
        competition: {
          create: {
            metric: metric.value.spec,
            direction: metric.value.metric.direction,
            idColumn: c.id,
            targetColumns: [c.target].flat(),
            dailyLimit: c.daily_limit,
            limitTimezone: c.limit_timezone,
            finalSubmissions: c.final_submissions,
            revealMode: c.reveal,
            precision: c.precision,
            fileBytesMax: c.max_file_mb * 1_000_000,
            rulesRequired: Boolean(c.accept_rules),
          },
        },
      },
    });
    const count = (name: string) => usage.filter((line) => line.trim().endsWith(`,${name}`)).length;
    const version = await tx.solutionVersion.create({
      data: {
        competitionId: assignment.id,
        number: 1,
        sha256: solution.sha256,
        fileName: c.solution,
        rowsPublic: count('Public'),
        rowsPrivate: count('Private'),
        rowsIgnored: count('Ignored'),
      },
    });
    await tx.competition.update({
      where: { assignmentId: assignment.id },
      data: { activeSolutionId: version.id },
    });
    await tx.baseline.createMany({ data: baselines.map((b) => ({ ...b, competitionId: assignment.id })) });
    await enqueue(tx, scoreBaselinesJob, { competitionId: assignment.id });
    await boardsChanged(tx, assignment.id);
  });
}
