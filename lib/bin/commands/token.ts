import { print, printJson, RefusedError } from '@/lib/bin/cli-output';
import { withDatabase } from '@/lib/bin/with-database';
import { userByLogin } from '@/lib/identity/find-user';
import { createToken } from '@/lib/identity/tokens';
import { TOKEN_SCOPES } from '@/lib/identity/viewer';

export async function tokenCreateCommand(options: {
  readonly user: string;
  readonly name: string;
  readonly scope: string;
  readonly json?: boolean;
}): Promise<void> {
  const scope = TOKEN_SCOPES.find((each) => each === options.scope);
  if (!scope)
    throw new RefusedError([
      {
        code: 'bad_scope',
        field: '--scope',
        message: `One of ${TOKEN_SCOPES.join(', ')}, not ${options.scope}.`,
      },
    ]);
  await withDatabase(async () => {
    const user = await userByLogin(options.user);
    if (!user)
      throw new RefusedError([
        { code: 'not_found', field: '--user', message: `Nobody signs in as ${options.user}.` },
      ]);
    const token = await createToken(user.id, options.name, null, scope);
    if (options.json) printJson({ token });
    else print(token);
  });
}
