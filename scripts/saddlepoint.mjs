#!/usr/bin/env node
// The `saddlepoint` command: starts lib/bin/cli.ts, which is TypeScript, in this process.
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = path.join(path.dirname(fileURLToPath(import.meta.url)), '..');
process.env.SADDLEPOINT_ROOT ??= root;
process.env.TSX_TSCONFIG_PATH ??= path.join(root, 'tsconfig.json');
process.env.LOG_LEVEL ??= 'warn';
const { register } = await import('tsx/esm/api');
register();
await import(pathToFileURL(path.join(root, 'lib', 'bin', 'cli.ts')).href);
