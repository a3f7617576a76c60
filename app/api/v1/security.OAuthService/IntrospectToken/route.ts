import { z } from 'zod';
import { guarded, wireJson } from '@/app/api/v1/_wire';
import { tokenHolder } from '@/lib/identity/tokens';

const body = z.object({ token: z.string().max(1_000).default('') });

/** Whose bearer token it is; the client asks before anything else. Who holds a token learns nothing new. */
export async function POST(request: Request): Promise<Response> {
  return guarded(request, async () => {
    const input = body.safeParse(await request.json().catch(() => ({})));
    const holder = input.success ? await tokenHolder(input.data.token) : null;
    return wireJson(holder ? { active: true, username: holder.login } : { active: false });
  });
}
