import { rm } from 'node:fs/promises';
import path from 'node:path';
import { print, printJson, refusal } from '@/lib/bin/cli-output';
import { remoteSite, type RemoteOptions } from '@/lib/bin/commands/remote/student';
import { assignmentPath, sizeOf, type RemoteSite } from '@/lib/bin/remote/client';
import { progressBar } from '@/lib/bin/remote/progress';
import { hashFile } from '@/lib/platform/files/store';
import { typedAnswer } from '@/lib/quiz/typed-answer.core';
import type { StudentQuestion } from '@/lib/quiz/quiz.types';

interface DataFile {
  readonly path: string;
  readonly bytes: number;
  readonly sha256: string;
}

/** Downloads the data files; those that are there already, byte for byte, are left. */
export async function dataPullCommand(
  assignment: string,
  folder: string | undefined,
  options: RemoteOptions,
): Promise<void> {
  const site = await remoteSite(options);
  const at = assignmentPath(assignment);
  const root = path.resolve(folder ?? assignment.split('/').at(-1) ?? '.');
  const files = await site.all<DataFile>(`${at}/files`);
  const done: { path: string; bytes: number; downloaded: boolean }[] = [];
  for (const file of files) {
    const downloaded = await pull(site, at, file, root, !options.json);
    done.push({ path: path.join(root, file.path), bytes: file.bytes, downloaded });
    if (!options.json) print(`${downloaded ? 'downloaded' : 'there already'}  ${file.path}`);
  }
  if (options.json) printJson(done);
}

async function pull(
  site: RemoteSite,
  at: string,
  file: DataFile,
  root: string,
  isShown: boolean,
): Promise<boolean> {
  const target = path.resolve(root, file.path);
  // The path comes from the site: it must not lead out of the folder.
  if (!target.startsWith(root + path.sep)) throw refusal('bad_file', `${file.path} leads out of the folder.`);
  if ((await sizeOf(target)) === file.bytes && (await hashFile(target)).sha256 === file.sha256) return false;
  const bar = await progressBar(file.path, isShown);
  await site
    .download(`${at}/files/${encodeURIComponent(file.path)}`, target, bar.update)
    .finally(() => bar.stop());
  if ((await hashFile(target)).sha256 === file.sha256) return true;
  // E.g. a part that was left by a file of the same name from before the staff replaced it.
  await rm(target);
  const message = `What came for ${file.path} has another SHA-256 than the site's; it was deleted. Pull again.`;
  throw refusal('bad_file', message);
}

/** Puts a file where students find it, under `as` or its own name; what was there is replaced. */
export async function dataPushCommand(
  assignment: string,
  file: string,
  options: RemoteOptions & { readonly as?: string; readonly reference?: boolean },
): Promise<void> {
  const site = await remoteSite(options);
  const name = options.as ?? path.basename(file);
  const at = `${assignmentPath(assignment)}/staff/files/${encodeURIComponent(name)}`;
  const request = {
    method: 'PUT',
    type: 'application/octet-stream',
    query: { kind: options.reference ? 'reference' : 'data' },
  } as const;
  const bar = await progressBar(name, !options.json);
  const stored = await site
    .sendFile<{ sha256: string; bytes: number }>(at, file, request, bar.update)
    .finally(() => bar.stop());
  if (options.json) printJson({ path: name, ...stored });
  else print(`${name}  ${stored.bytes} bytes  ${stored.sha256}`);
}

/** Hands in an archive under its own name. */
export async function handinCommand(assignment: string, file: string, options: RemoteOptions): Promise<void> {
  const site = await remoteSite(options);
  const at = `${assignmentPath(assignment)}/handins`;
  const query = { fileName: path.basename(file) };
  const request = { method: 'POST', type: 'application/zip', query } as const;
  const bar = await progressBar(path.basename(file), !options.json);
  const receipt = await site
    .sendFile<{ receivedAt: string; sha256: string; lateDays: number; notes: readonly string[] }>(
      at,
      file,
      request,
      bar.update,
    )
    .finally(() => bar.stop());
  if (options.json) printJson(receipt);
  else {
    const late = receipt.lateDays > 0 ? `, ${receipt.lateDays} days late` : '';
    print(`handed in at ${receipt.receivedAt}${late}\nSHA-256 ${receipt.sha256}`);
    for (const note of receipt.notes) print(`note: ${note}`);
  }
}

/** Downloads the asker's own checkpoint in one of its forms. */
export async function checkpointPullCommand(
  assignment: string,
  options: RemoteOptions & { readonly format: string; readonly out?: string },
): Promise<void> {
  const site = await remoteSite(options);
  const file = path.resolve(options.out ?? `checkpoint.${options.format}`);
  await site.download(
    `${assignmentPath(assignment)}/quiz/checkpoint/${options.format}`,
    file,
    () => undefined,
  );
  if (options.json) printJson({ file });
  else print(file);
}

/** Answers a question. Of a choice: the number of the option from 1, or its text; several with commas. */
export async function quizAnswerCommand(
  assignment: string,
  question: string,
  typed: string,
  options: RemoteOptions,
): Promise<void> {
  const site = await remoteSite(options);
  const at = `${assignmentPath(assignment)}/quiz`;
  const { questions } = await site.ask<{ questions: StudentQuestion[] }>(at);
  const found = questions.find((each) => each.id === question);
  if (!found) {
    const names = questions.map((each) => each.id).join(', ');
    throw refusal('not_found', `There is no question ${question}; there are: ${names}.`);
  }
  const saved = await site.ask<{ savedAt: string }>(`${at}/answers/${encodeURIComponent(question)}`, {
    method: 'PUT',
    json: typedAnswer(found.kind, inNumbers(found, typed)),
  });
  if (options.json) printJson(saved);
  else print(`saved at ${saved.savedAt}; the last answer counts`);
}

/** What was typed, texts of options become their numbers from 1. */
function inNumbers({ options }: StudentQuestion, typed: string): string {
  if (options.length === 0) return typed;
  const numberOf = (text: string): string => {
    const exact = options.indexOf(text.trim());
    if (exact >= 0) return String(exact + 1);
    const number = Number(text.trim());
    if (Number.isInteger(number) && number >= 1 && number <= options.length) return String(number);
    const listed = options.map((each, index) => `${index + 1}: ${each}`).join('; ');
    throw refusal('bad_answer', `${text} is none of the options (${listed}).`);
  };
  return options.includes(typed.trim()) ? numberOf(typed) : typed.split(',').map(numberOf).join(',');
}
