import { afterAll, describe, expect, test } from 'vitest';
import { createCrew } from '@/lib/platform/threads/crew';
import { ThreadFailure } from '@/lib/platform/threads/thread-failure';

const MISBEHAVE = 'tests/unit/prediction/support/misbehave.thread.ts';
const LIMITS = { threadsMax: 2, taskMsMax: 500, heapMbMax: 96, waitingMax: 8, waitMsMax: 20_000 };
const SLOW_START_MS = 60_000;

const crew = createCrew([MISBEHAVE], LIMITS);
const patient = createCrew([MISBEHAVE], { ...LIMITS, taskMsMax: 20_000 });
const one = createCrew([MISBEHAVE], { ...LIMITS, threadsMax: 1, waitingMax: 3 });
const impatient = createCrew([MISBEHAVE], { ...LIMITS, threadsMax: 1, waitMsMax: 50 });
const broken = createCrew(['tests/unit/prediction/support/absent.thread.ts'], LIMITS);
afterAll(() => Promise.all([crew, patient, one, impatient, broken].map((each) => each.close())));

function outcome(answer: Promise<unknown>): Promise<unknown> {
  return answer.catch((error: unknown) => (error instanceof ThreadFailure ? error.reason : error));
}

describe('a crew of threads', { timeout: SLOW_START_MS }, () => {
  test.each([
    ['throw', 'crash'],
    ['exit', 'crash'],
    ['fill', 'out_of_memory'],
    ['hang', 'timeout'],
  ])('A104: a task that does %s ends alone, and others are done meanwhile', async (act, reason) => {
    const order: unknown[] = [];
    const at = act === 'fill' ? patient : crew;
    const doing = outcome(at.run(MISBEHAVE, act)).then((each) => order.push(each));
    const others = ['answer', 'answer', 'answer'].map((each) =>
      outcome(at.run(MISBEHAVE, each)).then((fine) => order.push(fine)),
    );
    await Promise.all([doing, ...others]);
    expect(order.filter((each) => each === 'fine')).toHaveLength(3);
    expect(order).toContain(reason);
    if (act === 'hang') expect(order.at(-1)).toBe(reason);
  });

  test('both threads stuck: two others take their places', async () => {
    const stuck = [crew.run(MISBEHAVE, 'hang'), crew.run(MISBEHAVE, 'hang')].map(outcome);
    const after = outcome(crew.run(MISBEHAVE, 'answer'));
    expect(await Promise.all([...stuck, after])).toEqual(['timeout', 'timeout', 'fine']);
  });

  test('so many wait, one more is refused at once', async () => {
    const acts = ['hang', 'answer', 'answer', 'answer', 'answer', 'answer'];
    const answers = await Promise.all(acts.map((act) => outcome(one.run(MISBEHAVE, act))));
    expect(answers.filter((each) => each === 'busy').length).toBeGreaterThanOrEqual(2);
    expect(answers[0]).toBe('timeout');
    expect(answers).toContain('fine');
  });

  test('who waits too long for a thread is refused', async () => {
    expect(await impatient.run(MISBEHAVE, 'answer')).toBe('fine');
    const answers = [outcome(impatient.run(MISBEHAVE, 'hang')), outcome(impatient.run(MISBEHAVE, 'answer'))];
    expect(await Promise.all(answers)).toEqual(['timeout', 'busy']);
  });

  test('tasks that belong together share their time', async () => {
    const share = { msLeft: 400 };
    const together = ['hang', 'answer', 'answer'].map((act) => outcome(one.run(MISBEHAVE, act, share)));
    // One was stopped, the others were never begun.
    expect(await Promise.all(together)).toEqual(['timeout', 'timeout', 'timeout']);
    expect(share.msLeft).toBeLessThanOrEqual(0);
    expect(await one.run(MISBEHAVE, 'answer', { msLeft: 400 })).toBe('fine');
  });

  test('modules that can not be loaded refuse, again and again', async () => {
    for (let n = 0; n < 2; n++) expect(await outcome(broken.run('x', 'answer'))).toBe('crash');
  });
});
