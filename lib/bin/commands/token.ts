import { print, printJson, RefusedError } from '@/lib/bin/cli-output';
import { withDatabase } from '@/lib/bin/with-database';
import { userByLogin } from '@/lib/identity/find-user';
import { createToken } from '@/lib/identity/tokens';

export async function tokenCreateCommand(options: {
  readonly user: string;
  readonly name: string;
  readonly json?: boolean;
}): Promise<void> {
  await withDatabase(async () => {
    const user = await userByLogin(options.user);
    if (!user)
      throw new RefusedError([
        { code: 'not_found', field: '--user', message: `Nobody signs in as ${options.user}.` },
      ]);
    const token = await createToken(user.id, options.name);
    if (options.json) printJson({ token });
    else print(token);
  });
}
