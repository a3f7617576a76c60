/**
 * Does work piece by piece, several pieces at a time: what takes long holds up its own lane alone. `next` does one piece and
 * says whether its lane may go on to another; after an abort each lane ends with the piece it is at. A lane that fails keeps
 * none of the others; the first failure is thrown once all have ended.
 */
export async function inLanes(
  lanes: number,
  signal: AbortSignal | undefined,
  next: () => Promise<boolean>,
): Promise<void> {
  const lane = async (): Promise<void> => {
    while (!signal?.aborted && (await next()));
  };
  const ended = await Promise.allSettled(Array.from({ length: lanes }, lane));
  const failed = ended.find((each) => each.status === 'rejected');
  if (failed) throw failed.reason;
}
