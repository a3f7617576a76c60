import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import Provider from 'oidc-provider';

/**
 * A real OpenID Connect provider as a process of its own. Arguments: the client's redirect address; the accounts, as JSON
 * of subject → claims. Prints its issuer on a line, and ends with its standard input.
 */
const [redirectUri = '', accountsJson = '{}'] = process.argv.slice(2);
const accounts = JSON.parse(accountsJson) as Record<string, Record<string, unknown>>;

const server = createServer();
server.listen(0, '127.0.0.1', () => {
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: 'saddlepoint',
        client_secret: 'only-for-this-test',
        redirect_uris: [redirectUri],
        response_types: ['code'],
        grant_types: ['authorization_code'],
      },
    ],
    // As the specification has it: claims of scopes come from the userinfo endpoint, not in the ID token.
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name', 'student_id'] },
    features: { devInteractions: { enabled: true } },
    pkce: { required: () => true },
    findAccount: (_context, subject) => ({
      accountId: subject,
      claims: () => ({ sub: subject, ...accounts[subject] }),
    }),
  });
  const handle = provider.callback();
  server.on('request', (request, response) => void handle(request, response));
  process.stdout.write(`${issuer}\n`);
});
process.stdin.resume();
process.stdin.on('end', () => process.exit(0));
