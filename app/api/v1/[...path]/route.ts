import { answerWire } from '@/app/api/v1/_answer';

interface Context {
  readonly params: Promise<{ readonly path: readonly string[] }>;
}

/** Everything the public command-line client asks for but the bytes of files (docs/kaggle-client.md). */
async function answer(request: Request, context: Context): Promise<Response> {
  return answerWire(request, (await context.params).path);
}

export const GET = answer;
export const POST = answer;
