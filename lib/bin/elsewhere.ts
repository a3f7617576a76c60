import { refusal } from '@/lib/bin/cli-output';

declare global {
  /** Set by an installation: runs the whole command line, with everything the server has. */
  var saddlepointWhole: (() => Promise<void>) | undefined;
}

/**
 * What a command of the server is in the command line as one file. Where Saddlepoint is installed the whole of it takes
 * over, with the same arguments; anywhere else there is no server to work on.
 */
export async function elsewhere(): Promise<void> {
  if (globalThis.saddlepointWhole) return globalThis.saddlepointWhole();
  throw refusal(
    'not_here',
    'This runs where Saddlepoint is installed, and this is its command line alone. `--help` says whether the command also goes over the network, with --site.',
  );
}
