/** What a check of the site found. A warning is worth a look; bad keeps the site, or a part of it, from working. */
export interface Finding {
  readonly check: string;
  readonly level: 'ok' | 'warning' | 'bad';
  readonly detail: string;
}

export const fine = (check: string, detail: string): Finding => ({ check, level: 'ok', detail });
export const warning = (check: string, detail: string): Finding => ({ check, level: 'warning', detail });
export const bad = (check: string, detail: string): Finding => ({ check, level: 'bad', detail });

/** Runs a check; one that throws has found something bad. */
export async function checked(
  check: string,
  work: () => Promise<Finding | readonly Finding[]>,
): Promise<readonly Finding[]> {
  try {
    const found = await work();
    return 'check' in found ? [found] : found;
  } catch (error) {
    return [bad(check, error instanceof Error ? error.message : String(error))];
  }
}
