import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';

export interface Site {
  readonly url: string;
  readonly dataDir: string;
  /** Everything the site has printed so far. */
  output(): string;
  /** Runs the `saddlepoint` command beside the site. */
  cli(args: readonly string[]): Promise<{ code: number; stdout: string; stderr: string }>;
  stop(): Promise<void>;
}

/** Starts a real site of its own: data directory, database, web and worker, as `npm start` or `npm run demo` does. */
export async function startSite(
  options: {
    readonly demo?: boolean;
    readonly dataDir?: string;
    readonly env?: Readonly<Record<string, string>>;
  } = {},
): Promise<Site> {
  const dataDir = options.dataDir ?? mkdtempSync(path.join(tmpdir(), 'saddlepoint-e2e-'));
  const port = await freePort();
  const env = {
    ...process.env,
    PORT: String(port),
    SADDLEPOINT_DATA: dataDir,
    LOG_LEVEL: 'warn',
    SADDLEPOINT_WEBHOOK_LOOPBACK: '1',
    NODE_ENV: 'development' as const,
    ...options.env,
  };
  const args = ['--import', 'tsx', 'lib/bin/start.ts', ...(options.demo ? ['--demo'] : [])];
  const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  const url = `http://localhost:${port}`;
  await new Promise<void>((resolve, reject) => {
    const collect = (chunk: Buffer): void => {
      output += chunk.toString();
      if (new RegExp(`^ready ${url}$`, 'm').test(output)) resolve();
    };
    child.stdout.on('data', collect);
    child.stderr.on('data', collect);
    child.on('exit', (code) =>
      reject(new Error(`the site ended with ${code} before it was ready:\n${output}`)),
    );
  });
  return {
    url,
    dataDir,
    output: () => output,
    cli: (cliArgs) => runCli(cliArgs, env),
    stop: () =>
      new Promise((resolve) => {
        child.once('exit', () => {
          if (!options.dataDir) rmSync(dataDir, { recursive: true, force: true });
          resolve();
        });
        child.kill('SIGTERM');
      }),
  };
}

function runCli(args: readonly string[], env: NodeJS.ProcessEnv): ReturnType<Site['cli']> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['scripts/saddlepoint.mjs', ...args], {
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
    child.on('error', reject);
    child.on('exit', (code) => resolve({ code: code ?? 1, stdout, stderr }));
  });
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(0, () => {
      const address = server.address();
      server.close(() =>
        address && typeof address === 'object' ? resolve(address.port) : reject(new Error('no port')),
      );
    });
  });
}
