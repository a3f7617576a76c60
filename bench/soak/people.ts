import { createHash, randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { zipOf } from '../../tests/support/zip-folder';
import { ANSWERS, ASSIGNMENT, LABELS, table, type Person } from './course';
import type { Client, Log } from './client';
import { randomFrom } from './plan';

const THINK_MS = 400;
/** Of what students do: predictions, then answers; the rest are hand-ins. */
const SUBMITS = 0.7;
const ANSWERS_QUIZ = 0.92;
const ASKS_AGAIN = 0.3;

/** What the site said of a prediction, beside what was sent. */
export interface Kept {
  readonly submissionId: number;
  readonly acceptedAt: string;
  readonly sha256: string;
  readonly labels: readonly string[];
  readonly key: string;
}

/** What one student was told; nothing of it may be different afterwards. */
export interface Told {
  readonly person: Person;
  readonly kept: Kept[];
  /** Question → the last answer that was saved. */
  readonly answers: Map<string, string>;
  /** Number and hash of each archive. */
  readonly handins: { readonly id: number; readonly sha256: string }[];
}

/** Works until told to stop; what was begun is brought to its end. */
export async function study(
  person: Person,
  client: Client,
  log: Log,
  options: { readonly seed: number; readonly truth: readonly string[]; readonly isOver: () => boolean },
): Promise<Told> {
  const random = randomFrom(options.seed);
  const told: Told = { person, kept: [], answers: new Map(), handins: [] };
  while (!options.isOver()) {
    const what = random();
    if (what < SUBMITS) await submit(told, client, log, guess(options.truth, random), randomUUID());
    else if (what < ANSWERS_QUIZ) await answerQuiz(told, client, log, random);
    else await handIn(told, client, log, random);
    const earlier = told.kept[Math.floor(random() * told.kept.length)];
    if (earlier && random() < ASKS_AGAIN) await submit(told, client, log, earlier.labels, earlier.key);
    await pause(random() * THINK_MS);
  }
  return told;
}

function guess(truth: readonly string[], random: () => number): string[] {
  const skill = random();
  return truth.map((label) =>
    random() < skill ? label : (LABELS[Math.floor(random() * LABELS.length)] ?? label),
  );
}

/** Sends a prediction. Under a key that was used before, the answer has to be the one of then. */
async function submit(
  told: Told,
  client: Client,
  log: Log,
  labels: readonly string[],
  key: string,
): Promise<void> {
  const text = table(labels, false);
  const answer = await client.send('POST', `${ASSIGNMENT}/submissions?fileName=p.csv`, {
    body: text,
    headers: { 'content-type': 'text/csv', 'idempotency-key': key },
  });
  if (answer.status !== 201) {
    log.unexpected.push(`a prediction: ${answer.status} ${JSON.stringify(answer.body)}`);
    return;
  }
  const receipt = answer.body as { submissionId: number; acceptedAt: string; sha256: string };
  if (receipt.sha256 !== sha256(text))
    log.unexpected.push(`receipt ${receipt.submissionId} names another file than the one sent`);
  const before = told.kept.find((each) => each.key === key);
  if (!before) {
    told.kept.push({ ...receipt, labels, key });
  } else if (before.submissionId !== receipt.submissionId || before.acceptedAt !== receipt.acceptedAt) {
    log.unexpected.push(`receipt ${before.submissionId} became ${receipt.submissionId}, or of another time`);
  }
}

async function answerQuiz(told: Told, client: Client, log: Log, random: () => number): Promise<void> {
  const question = random() < 0.5 ? 'n' : 't';
  const text = random() < 0.6 ? ANSWERS[question] : question === 'n' ? '7' : 'minimum';
  const kind = question === 'n' ? 'number' : 'text';
  const answer = await client.sendJson('PUT', `${ASSIGNMENT}/quiz/answers/${question}`, { kind, text });
  if (answer.status === 200) told.answers.set(question, text);
  else log.unexpected.push(`an answer: ${answer.status} ${JSON.stringify(answer.body)}`);
}

async function handIn(told: Told, client: Client, log: Log, random: () => number): Promise<void> {
  const zip = await zipOf([{ name: 'train.py', content: `print(${random()})\n` }]);
  const name = `${told.person.studentId}_soak.zip`;
  const answer = await client.send('POST', `${ASSIGNMENT}/handins?fileName=${name}`, {
    body: new Uint8Array(zip),
    headers: { 'content-type': 'application/zip' },
  });
  const { handinId: id } = answer.body as { handinId?: number };
  if (answer.status === 201 && id !== undefined) told.handins.push({ id, sha256: sha256(zip) });
  else log.unexpected.push(`a hand-in: ${answer.status} ${JSON.stringify(answer.body)}`);
}

export function sha256(bytes: string | Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
