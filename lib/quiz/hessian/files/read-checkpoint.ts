import type { SineNetwork } from '@/lib/quiz/hessian/network.types';
import { refuse, type Result } from '@/lib/platform/result';

export function readCheckpointFile(bytes: Uint8Array, fileName: string): Result<SineNetwork> {
  void bytes;
  return refuse({ code: 'bad_checkpoint', file: fileName, message: `${fileName} could not be read.` });
}
