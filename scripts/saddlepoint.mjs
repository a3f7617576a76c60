#!/usr/bin/env node
// The `saddlepoint` command. Commands that go to a site need one file alone, made beside the site's build: it starts in a
// third of the time. For the others, and where that file is missing or older than its sources, lib/bin/cli.ts is started,
// which is TypeScript, in this process.
import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = path.join(path.dirname(fileURLToPath(import.meta.url)), '..');
const bundle = path.join(root, 'build', 'saddlepoint.mjs');

async function whole() {
  process.env.SADDLEPOINT_ROOT ??= root;
  process.env.TSX_TSCONFIG_PATH ??= path.join(root, 'tsconfig.json');
  process.env.LOG_LEVEL ??= 'warn';
  const { register } = await import('tsx/esm/api');
  register();
  await import(pathToFileURL(path.join(root, 'lib', 'bin', 'cli.ts')).href);
}

function isFresh() {
  try {
    const made = statSync(bundle).mtimeMs;
    const inputs = JSON.parse(readFileSync(path.join(path.dirname(bundle), 'inputs.json'), 'utf8'));
    return inputs.every((name) => statSync(path.join(root, name)).mtimeMs < made);
  } catch {
    return false;
  }
}

if (isFresh()) {
  globalThis.saddlepointWhole = whole;
  await import(pathToFileURL(bundle).href);
} else await whole();
