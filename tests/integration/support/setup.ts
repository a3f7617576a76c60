import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll } from 'vitest';

/** Runs before a test file is imported: a data directory of its own, and a quiet log. */
const dataDir = mkdtempSync(path.join(tmpdir(), 'saddlepoint-data-'));
process.env.SADDLEPOINT_DATA = dataDir;
process.env.LOG_LEVEL ??= 'silent';
afterAll(() => rmSync(dataDir, { recursive: true, force: true }));
