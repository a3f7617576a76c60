import { setTimeout as pause } from 'node:timers/promises';
import { ASSIGNMENT, LABELS, table } from './course';
import type { Client, Log } from './client';

const LOOK_MS = 300;
const STAFF = `${ASSIGNMENT}/staff`;

interface State {
  readonly versions: readonly { readonly id: string; readonly number: number }[];
  readonly run: { readonly id: string; readonly status: string } | null;
  readonly past: readonly { readonly id: string; readonly status: string }[];
}

/** A solution whose labels differ here and there, brought in and made the one that counts, whatever happens meanwhile. */
export async function regrade(
  client: Client,
  log: Log,
  truths: Map<number, readonly string[]>,
  random: () => number,
): Promise<void> {
  const [first = []] = truths.values();
  const labels = first.map((label) =>
    random() < 0.2 ? (LABELS[Math.floor(random() * LABELS.length)] ?? label) : label,
  );
  const added = await client.send('POST', `${STAFF}/solutions?fileName=solution.csv`, {
    body: table(labels, true),
    headers: { 'content-type': 'text/csv' },
  });
  const { solutionId, number } = added.body as { solutionId?: string; number?: number };
  if (added.status !== 201 || solutionId === undefined || number === undefined) {
    log.unexpected.push(`a solution: ${added.status} ${JSON.stringify(added.body)}`);
    return;
  }
  // A version whose receipt was lost on the way was brought in again: it has the same labels.
  const state = await look(client);
  for (const each of state.versions) if (!truths.has(each.number)) truths.set(each.number, labels);
  truths.set(number, labels);
  await untilCommitted(client, log, solutionId);
}

async function untilCommitted(client: Client, log: Log, solutionId: string): Promise<void> {
  const reason = 'a label was wrong';
  let runId: string | null = null;
  for (;;) {
    const { run, past } = await look(client);
    if (runId !== null && run?.id !== runId) {
      const status = past.find((each) => each.id === runId)?.status;
      if (status === 'committed') return;
      // Killed three times it is given up, and begun again as anybody would.
      if (status !== 'failed') log.unexpected.push(`regrade ${runId} is ${status ?? 'gone'}`);
    }
    if (!run) await client.sendJson('POST', `${STAFF}/regrades`, { solutionId, reason });
    else if (run.status === 'ready') await client.send('POST', `/staff/regrades/${run.id}/commit`);
    runId = run?.id ?? null;
    await pause(LOOK_MS);
  }
}

async function look(client: Client): Promise<State> {
  return (await client.send('GET', `${STAFF}/regrades`)).body as State;
}

export interface Preview {
  readonly fingerprint: string;
  readonly changed: number;
  readonly lines: readonly { readonly userId: string; readonly grade: { readonly total: string } }[];
}

/** Everybody's grade as it would be published now. */
export async function previewGrades(client: Client): Promise<Preview> {
  return (await client.send('GET', `${STAFF}/grades`)).body as Preview;
}

/** Publishes them; looked at again as often as something changed in between. */
export async function publishGrades(client: Client, log: Log): Promise<void> {
  for (;;) {
    const { fingerprint } = await previewGrades(client);
    const answer = await client.sendJson('POST', `${STAFF}/grades/publications`, { fingerprint });
    if (answer.status === 201) return;
    if (answer.status !== 409) {
      log.unexpected.push(`publishing: ${answer.status} ${JSON.stringify(answer.body)}`);
      return;
    }
    await pause(LOOK_MS);
  }
}
