import { findBrowser } from './scripts/find-browser';
import { buildIfNeeded } from '@/lib/bin/build-if-needed';
import { spawnSync } from 'node:child_process';
const b = findBrowser(); if (!b.ok) throw new Error(b.advice);
buildIfNeeded();
spawnSync('node_modules/.bin/playwright', ['test','tests/e2e/quiz.spec.ts','--reporter=list', ...process.argv.slice(2)], {stdio:'inherit', env:{...process.env, ...(b.executable?{SADDLEPOINT_BROWSER:b.executable}:{})}});
