import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import { refusal } from '@/lib/bin/cli-output';

/** Where a command goes, and with what. */
export interface SiteOptions {
  readonly site?: string;
  readonly token?: string;
  /** Where tokens are kept; default: ~/.config/saddlepoint/credentials.json. */
  readonly config?: string;
}

export interface Target {
  /** Scheme, host and port; no slash at the end. */
  readonly site: string;
  readonly token: string;
}

interface Stored {
  /** The site of the last login, for commands that name none. */
  readonly site: string;
  readonly tokens: Readonly<Record<string, string>>;
}

export function credentialsFile({ config }: SiteOptions): string {
  return config ?? path.join(homedir(), '.config', 'saddlepoint', 'credentials.json');
}

async function readStored(file: string): Promise<Stored | null> {
  const text = await readFile(file, 'utf8').catch(() => null);
  if (text === null) return null;
  try {
    const { site, tokens } = JSON.parse(text) as Partial<Stored>;
    if (typeof site === 'string' && typeof tokens === 'object') return { site, tokens };
  } catch {
    // Said below, like every other form it may not have.
  }
  throw refusal('bad_credentials', `${file} can't be read; delete it and log in again.`);
}

/** Keeps a token for a site, readable by its owner alone, and makes that site the one commands go to. */
export async function storeToken({ site, token }: Target, file: string): Promise<void> {
  const tokens = { ...(await readStored(file))?.tokens, [site]: token };
  await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
  const temporary = `${file}.${randomUUID()}`;
  await writeFile(temporary, `${JSON.stringify({ site, tokens }, null, 2)}\n`, { mode: 0o600 });
  await rename(temporary, file);
}

/** The address as it is kept: http or https, without a path. Refused for what is no address. */
export function siteAddress(given: string): string {
  const text = /^[a-z]+:\/\//i.test(given) ? given : `https://${given}`;
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url?.protocol !== 'http:' && url?.protocol !== 'https:')
    throw refusal('bad_address', `${given} is no address of a site; write e.g. https://courses.example.edu`);
  return url.origin;
}

/** The site and token of a command: its options (which read the environment), else the last login. */
export async function targetOf(options: SiteOptions): Promise<Target> {
  const stored = await readStored(credentialsFile(options));
  const site = options.site === undefined ? stored?.site : siteAddress(options.site);
  if (site === undefined) throw refusal('no_site', 'Log in first: saddlepoint login <url>');
  const token = options.token ?? stored?.tokens[site];
  if (token === undefined) throw refusal('no_token', `Log in first: saddlepoint login ${site}`);
  return { site, token };
}
