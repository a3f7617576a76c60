import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import {
  createRemoteJWKSet,
  exportJWK,
  generateKeyPair,
  jwtVerify,
  SignJWT,
  type CryptoKey,
  type JWTPayload,
} from 'jose';

/**
 * A learning-management system as an LTI 1.3 tool meets it: keys, sign-in page, token endpoint that checks the tool's
 * assertion, grade book (AGS). It keeps to the rules of the specifications and answers what breaks them with an error.
 */
const CLAIM = 'https://purl.imsglobal.org/spec/lti/claim';
const AGS = 'https://purl.imsglobal.org/spec/lti-ags';
const ASSERTION = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

export interface PlatformUser {
  readonly sub: string;
  readonly email?: string;
  readonly studentId?: string;
  readonly roles?: readonly string[];
}

export interface Tool {
  readonly clientId: string;
  readonly deploymentId: string;
  readonly redirectUris: readonly string[];
  readonly jwksUrl: string;
}

interface Column {
  readonly id: string;
  readonly label: string;
  readonly scoreMaximum: number;
  readonly resourceId?: string;
  readonly tag?: string;
}

export interface KeptScore {
  readonly scoreGiven: number;
  readonly scoreMaximum: number;
  readonly comment?: string;
  readonly timestamp: string;
  /** How often a score for this person was taken. */
  readonly times: number;
}

export interface LtiPlatform {
  readonly issuer: string;
  readonly addresses: { readonly authUrl: string; readonly tokenUrl: string; readonly jwksUrl: string };
  readonly columns: readonly Column[];
  /** By column and person. */
  score(columnId: string, sub: string): KeptScore | undefined;
  /** How many scores were refused, and why the last. */
  readonly refusals: readonly string[];
  register(tool: Tool): void;
  addUser(name: string, user: PlatformUser): void;
  /** Answers every request of the grade services with this status; null: works. */
  failWith(status: number | null): void;
  /** The claims of a launch; the caller may break them. */
  claims(user: string, nonce: string, options?: { readonly context?: string }): JWTPayload;
  sign(claims: JWTPayload, options?: { readonly kid?: string; readonly key?: CryptoKey }): Promise<string>;
  readonly publicKeyPem: () => Promise<string>;
  stop(): Promise<void>;
}

export async function startLtiPlatform(): Promise<LtiPlatform> {
  const { publicKey, privateKey } = await generateKeyPair('RS256', { extractable: true });
  const jwk = { ...(await exportJWK(publicKey)), kid: 'platform-1', alg: 'RS256', use: 'sig' };
  const server = createServer((request, response) => {
    handle(request, response).catch((error: unknown) => {
      refusals.push(error instanceof Error ? error.message : String(error));
      answer(response, 400, { error: refusals.at(-1) });
    });
  });
  const issuer = await listen(server);
  const users = new Map<string, PlatformUser>();
  const columns: Column[] = [];
  const scores = new Map<string, KeptScore>();
  const tokens = new Map<string, readonly string[]>();
  const usedAssertions = new Set<string>();
  const refusals: string[] = [];
  let tool: Tool | undefined;
  let failure: number | null = null;

  const sign: LtiPlatform['sign'] = (claims, options = {}) =>
    new SignJWT(claims)
      .setProtectedHeader({ alg: 'RS256', kid: options.kid ?? 'platform-1', typ: 'JWT' })
      .sign(options.key ?? privateKey);

  const claims: LtiPlatform['claims'] = (name, nonce, { context = 'course-7' } = {}) => {
    const user = users.get(name);
    if (!user || !tool) throw new Error(`nobody named ${name}`);
    const now = Math.floor(Date.now() / 1_000);
    return {
      iss: issuer,
      aud: tool.clientId,
      sub: user.sub,
      iat: now,
      exp: now + 300,
      nonce,
      name,
      ...(user.email === undefined ? {} : { email: user.email }),
      [`${CLAIM}/message_type`]: 'LtiResourceLinkRequest',
      [`${CLAIM}/version`]: '1.3.0',
      [`${CLAIM}/deployment_id`]: tool.deploymentId,
      [`${CLAIM}/target_link_uri`]: tool.redirectUris[0],
      [`${CLAIM}/resource_link`]: { id: 'link-1' },
      [`${CLAIM}/roles`]: user.roles ?? ['http://purl.imsglobal.org/vocab/lis/v2/membership#Learner'],
      [`${CLAIM}/context`]: { id: context, title: 'Machine Learning there' },
      ...(user.studentId === undefined ? {} : { [`${CLAIM}/lis`]: { person_sourcedid: user.studentId } }),
      [`${CLAIM}/custom`]: { student_id: '$Person.sourcedId' },
      [`${AGS}/claim/endpoint`]: {
        scope: [`${AGS}/scope/lineitem`, `${AGS}/scope/score`],
        lineitems: `${issuer}/api/${context}/lineitems`,
      },
    };
  };

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', issuer);
    const body = await read(request);
    if (url.pathname === '/jwks') return answer(response, 200, { keys: [jwk] });
    if (url.pathname === '/link') return link(response, url);
    if (url.pathname === '/auth') return authenticate(response, url);
    if (failure !== null && url.pathname !== '/token') return answer(response, failure, { error: 'busy' });
    if (url.pathname === '/token') return token(response, new URLSearchParams(body));
    return gradeBook(request, response, url, body);
  }

  /** A page of the course with the link of the tool; who is signed in there is part of the address. */
  function link(response: ServerResponse, url: URL): void {
    const start = new URL(url.searchParams.get('login') ?? '');
    start.searchParams.set('iss', issuer);
    start.searchParams.set('login_hint', url.searchParams.get('as') ?? '');
    start.searchParams.set('target_link_uri', tool?.redirectUris[0] ?? '');
    start.searchParams.set('client_id', tool?.clientId ?? '');
    start.searchParams.set('lti_message_hint', url.searchParams.get('context') ?? 'course-7');
    html(response, `<a href="${escape(start.href)}">Open the tool</a>`);
  }

  async function authenticate(response: ServerResponse, url: URL): Promise<void> {
    const given = Object.fromEntries(url.searchParams);
    const expected = {
      scope: 'openid',
      response_type: 'id_token',
      response_mode: 'form_post',
      prompt: 'none',
      client_id: tool?.clientId,
    };
    for (const [name, value] of Object.entries(expected))
      if (given[name] !== value) throw new Error(`${name} must be ${value}, not ${given[name]}`);
    const redirect = given.redirect_uri ?? '';
    if (!tool?.redirectUris.includes(redirect)) throw new Error(`${redirect} is not registered`);
    if (!given.state || !given.nonce) throw new Error('state or nonce is missing');
    const context = given.lti_message_hint ?? 'course-7';
    const idToken = await sign(claims(given.login_hint ?? '', given.nonce, { context }));
    const fields = { id_token: idToken, state: given.state };
    const inputs = Object.entries(fields)
      .map(([name, value]) => `<input type="hidden" name="${name}" value="${escape(value)}">`)
      .join('');
    html(
      response,
      `<form method="post" action="${escape(redirect)}">${inputs}</form><script>document.forms[0].submit()</script>`,
    );
  }

  /** RFC 7523, as the 1EdTech Security Framework §4.1 narrows it. */
  async function token(response: ServerResponse, form: URLSearchParams): Promise<void> {
    if (!tool) throw new Error('no tool is registered');
    if (form.get('grant_type') !== 'client_credentials') throw new Error('wrong grant_type');
    if (form.get('client_assertion_type') !== ASSERTION) throw new Error('wrong client_assertion_type');
    const { payload } = await jwtVerify(
      form.get('client_assertion') ?? '',
      createRemoteJWKSet(new URL(tool.jwksUrl)),
      {
        algorithms: ['RS256'],
        issuer: tool.clientId,
        subject: tool.clientId,
        audience: `${issuer}/token`,
        requiredClaims: ['jti', 'iat', 'exp'],
        maxTokenAge: 300,
      },
    );
    if (usedAssertions.has(payload.jti ?? '')) throw new Error('this assertion was used before');
    usedAssertions.add(payload.jti ?? '');
    const made = randomUUID();
    tokens.set(made, (form.get('scope') ?? '').split(' '));
    answer(response, 200, { access_token: made, token_type: 'Bearer', expires_in: 3_600 });
  }

  function gradeBook(request: IncomingMessage, response: ServerResponse, url: URL, body: string): void {
    const scopes = tokens.get((request.headers.authorization ?? '').replace(/^Bearer /, ''));
    if (!scopes) return answer(response, 401, { error: 'no token' });
    const isAllowed = (...names: string[]): boolean =>
      names.some((name) => scopes.includes(`${AGS}/scope/${name}`));
    const [, , context, what, id, part] = url.pathname.split('/');
    if (what !== 'lineitems') return answer(response, 404, { error: 'nothing here' });
    if (id === undefined && request.method === 'GET')
      return isAllowed('lineitem', 'lineitem.readonly')
        ? answer(response, 200, columns)
        : answer(response, 403, { error: 'scope' });
    if (id === undefined && request.method === 'POST') {
      if (!isAllowed('lineitem')) return answer(response, 403, { error: 'scope' });
      const made = {
        ...(JSON.parse(body) as Omit<Column, 'id'>),
        id: `${issuer}/api/${context}/lineitems/${columns.length + 1}`,
      };
      columns.push(made);
      return answer(response, 201, made);
    }
    if (part !== 'scores' || request.method !== 'POST')
      return answer(response, 404, { error: 'nothing here' });
    if (!isAllowed('score')) return answer(response, 403, { error: 'scope' });
    return takeScore(request, response, `${issuer}/api/${context}/lineitems/${id}`, body);
  }

  function takeScore(
    request: IncomingMessage,
    response: ServerResponse,
    columnId: string,
    body: string,
  ): void {
    const column = columns.find((each) => each.id === columnId);
    if (!column) return answer(response, 404, { error: 'no such column' });
    if (request.headers['content-type'] !== 'application/vnd.ims.lis.v1.score+json')
      throw new Error('wrong content type');
    const score = JSON.parse(body) as Omit<KeptScore, 'times'> & Record<string, string | number>;
    const user = [...users.values()].find((each) => each.sub === score.userId);
    if (!user) throw new Error('no such user');
    if (score.activityProgress !== 'Completed' || score.gradingProgress !== 'FullyGraded')
      throw new Error('wrong progress');
    if (score.scoreMaximum <= 0 || score.scoreGiven < 0 || Number.isNaN(Date.parse(score.timestamp)))
      throw new Error('not a score');
    const kept = scores.get(`${columnId} ${user.sub}`);
    // AGS 2.0, §3.4.7: an earlier timestamp must not replace a later one.
    if (kept && Date.parse(score.timestamp) < Date.parse(kept.timestamp))
      return answer(response, 409, { error: 'there is a later score' });
    const { scoreGiven, scoreMaximum, comment, timestamp } = score;
    scores.set(`${columnId} ${user.sub}`, {
      scoreGiven,
      scoreMaximum,
      timestamp,
      ...(comment === undefined ? {} : { comment }),
      times: (kept?.times ?? 0) + 1,
    });
    response.writeHead(204).end();
  }

  return {
    issuer,
    addresses: { authUrl: `${issuer}/auth`, tokenUrl: `${issuer}/token`, jwksUrl: `${issuer}/jwks` },
    columns,
    refusals,
    score: (columnId, sub) => scores.get(`${columnId} ${sub}`),
    register: (given) => (tool = given),
    addUser: (name, user) => users.set(name, user),
    failWith: (status) => (failure = status),
    claims,
    sign,
    publicKeyPem: async () => {
      const { KeyObject } = await import('node:crypto');
      return KeyObject.from(publicKey).export({ type: 'spki', format: 'pem' }).toString();
    },
    stop: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

/** One the operator trusts, of this process; to be started before anything reads the environment. */
export async function startTrustedPlatform(): Promise<LtiPlatform> {
  const platform = await startLtiPlatform();
  process.env.SADDLEPOINT_LTI_ORIGINS = `${platform.issuer} https://elsewhere.example.org/mod/lti/`;
  return platform;
}

function listen(server: Server): Promise<string> {
  return new Promise((resolve, reject) => {
    server.on('error', reject);
    server.listen(0, 'localhost', () => {
      const address = server.address();
      if (address && typeof address === 'object') resolve(`http://localhost:${address.port}`);
      else reject(new Error('no port'));
    });
  });
}

async function read(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

function answer(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}

function html(response: ServerResponse, body: string): void {
  response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' });
  response.end(`<!doctype html><title>Platform</title>${body}`);
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
}
