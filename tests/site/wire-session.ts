import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** What went over the wire, as the page `docs/kaggle-session.md` shows it: `npm run docs:wire` writes it anew. */
const PAGE = path.join('docs', 'kaggle-session.md');
const SHOWN_HEADERS = [
  'content-type',
  'content-range',
  'range',
  'location',
  'last-modified',
  'accept-ranges',
];
const BODY_CHARACTERS = 1_200;
/** `### POST /path → 200`: one exchange on the page. */
const OUTLINE = /^### .+$/gm;

const HEAD = `# A session on the kaggle wire

Every request of the conformance suite (\`tests/site/kaggle.spec.ts\`) to a started site, and what the site answered, in order. The suite
compares the requests and status codes with this page each time it runs; \`npm run docs:wire\` writes the page anew. Tokens, signed
parts of addresses and the site's own address are replaced; long bodies are cut.
`;

export class WireSession {
  readonly #parts: string[] = [HEAD];
  readonly #masks: [string, string][] = [];
  #isQuiet = false;
  #heading: string | null = null;

  /** The next exchanges belong under this heading. */
  chapter(title: string): void {
    this.#heading = `## ${title.replace(/^./, (first) => first.toUpperCase())}\n`;
  }

  /** Shows `value`, which differs from run to run, as `shown`. */
  mask(value: string, shown: string): void {
    this.#masks.push([value, shown]);
  }

  /** Leaves out what `act` exchanges, e.g. asking again until something is done. */
  async quietly<T>(act: () => Promise<T>): Promise<T> {
    this.#isQuiet = true;
    return act().finally(() => (this.#isQuiet = false));
  }

  /** As `fetch`; keeps the exchange. */
  readonly fetch = async (address: string, init: RequestInit = {}): Promise<Response> => {
    const response = await fetch(address, init);
    if (!this.#isQuiet) this.#keep(await exchange(address, init, response.clone()));
    return response;
  };

  #keep(text: string): void {
    if (this.#heading) this.#parts.push(this.#heading);
    this.#heading = null;
    this.#parts.push(this.#masks.reduce((masked, [value, shown]) => masked.replaceAll(value, shown), text));
  }

  /** The page, and the one that is kept: equal outlines mean the kept one shows what the site does. */
  outlines(): { readonly now: readonly string[]; readonly kept: readonly string[] } {
    const of = (text: string): readonly string[] => text.match(OUTLINE) ?? [];
    return { now: of(this.#page()), kept: of(readFileSync(PAGE, 'utf8')) };
  }

  write(): void {
    writeFileSync(PAGE, this.#page());
  }

  #page(): string {
    return this.#parts.join('\n');
  }
}

async function exchange(address: string, init: RequestInit, response: Response): Promise<string> {
  const { method = 'GET' } = init;
  const at = new URL(address);
  const sent = new Headers(init.headers);
  const authorization = sent.get('authorization')?.split(' ')[0];
  const answer = [
    `${response.status} ${response.statusText}`.trim(),
    ...headerLines(response.headers),
    '',
    await bodyOf(response),
  ];
  const request = [
    `${method} ${at.pathname}${at.search}`,
    ...(authorization ? [`authorization: ${authorization} …`] : []),
    ...headerLines(sent),
    '',
    typeof init.body === 'string' ? cut(init.body) : '',
  ];
  const text = [
    `### ${method} ${at.pathname} → ${response.status}`,
    '',
    fenced(request),
    '',
    fenced(answer),
    '',
  ];
  return masked(text.join('\n'), at.origin);
}

const fenced = (lines: readonly string[]): string => `\`\`\`http\n${lines.join('\n').trimEnd()}\n\`\`\``;

const headerLines = (headers: Headers): string[] =>
  SHOWN_HEADERS.flatMap((name) => (headers.has(name) ? [`${name}: ${headers.get(name)}`] : []));

async function bodyOf(response: Response): Promise<string> {
  const bytes = Buffer.from(await response.arrayBuffer());
  if (bytes.subarray(0, 2).toString() === 'PK') return `(a zip of ${bytes.length} bytes)`;
  const isJson = response.headers.get('content-type')?.includes('json') ?? false;
  return cut(isJson ? JSON.stringify(JSON.parse(bytes.toString()), null, 2) : bytes.toString());
}

const cut = (text: string): string =>
  text.length > BODY_CHARACTERS ? `${text.slice(0, BODY_CHARACTERS)}\n… (${text.length} characters)` : text;

/** Without what differs from run to run or must not be shown. */
function masked(text: string, origin: string): string {
  return text
    .replaceAll(origin, 'https://courses.example.edu')
    .replace(/\bsp_[\w-]{20,}/g, 'sp_…')
    .replace(/\/(upload|download)\/[\w.-]{20,}/g, '/$1/<signed>')
    .replace(/("token": "|"blobFileTokens":")[^"]+/g, '$1<token>');
}
