import { readdirSync } from 'node:fs';
import { createTypeScriptImportResolver } from 'eslint-import-resolver-typescript';
import importX from 'eslint-plugin-import-x';
import tseslint from 'typescript-eslint';

/** Data flow, top to bottom: a folder of lib imports only from those above it. docs/architecture.md says why. */
export const FLOW = [
  'platform',
  'identity',
  'upload',
  'metrics',
  'assignment',
  'competition',
  'prediction',
  'submission',
  'scoring',
  'leaderboard',
  'staff',
  'corpus',
  'quiz',
  'handin',
  'review',
  'gradebook',
  'lti',
  'gallery',
  'forum',
  'bundle',
  'api',
  'kaggle',
  'front',
  'jobs',
  'bin',
];

const unplaced = readdirSync(new URL('./lib', import.meta.url), { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && !FLOW.includes(entry.name))
  .map((entry) => entry.name);
if (unplaced.length > 0) throw new Error(`Give these folders of lib a place in FLOW: ${unplaced.join(', ')}`);

const zones = FLOW.map((name, index) => ({
  target: `./lib/${name}`,
  from: ['./app', ...FLOW.slice(index + 1).map((later) => `./lib/${later}`)],
  message: `lib/${name} may import from: ${FLOW.slice(0, index).join(', ') || 'nothing in lib'}`,
}));

/** Locks are taken through the functions of lib/platform/database/locks.ts, which know their order: docs/locks.md. */
const LOCK_TEXT = '/FOR (UPDATE|NO KEY UPDATE|SHARE|KEY SHARE)|pg_(try_)?advisory|LOCK TABLE|SKIP LOCKED/i';
const RAW_LOCKS = [
  {
    selector: `TemplateElement[value.raw=${LOCK_TEXT}]`,
    message: 'take locks through platform/database/locks',
  },
  { selector: `Literal[value=${LOCK_TEXT}]`, message: 'take locks through platform/database/locks' },
];

const RENDERERS = {
  regex: '^@/lib/platform/markdown/(render|highlight)$',
  message: 'these take minutes for some texts: lib/platform/rendering runs them in threads, under a limit',
};

const NOT_PURE = '^(node:|next($|/)|react|@prisma|server-only$|pg($|-)|zod$)';
const NOT_CORE = '^@/(?!.*(\\.(core|types)|/result)$)';

export default tseslint.config(
  {
    ignores: [
      'tmp/**',
      'node_modules/**',
      '.next/**',
      'build/**',
      'lib/platform/prisma-client/**',
      'next-env.d.ts',
      'reference/**',
      'courses/**',
      'test-results/**',
      '.saddlepoint*/**',
    ],
  },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  ...tseslint.configs.recommended.map((each) => ({ ...each, files: ['**/*.{ts,tsx}'] })),
  {
    files: ['**/*.{ts,tsx}'],
    languageOptions: {
      parser: tseslint.parser,
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    plugins: { 'import-x': importX },
    settings: {
      ...importX.flatConfigs.typescript.settings,
      'import-x/resolver-next': [createTypeScriptImportResolver()],
    },
    rules: {
      'import-x/no-restricted-paths': ['error', { zones }],
      'import-x/no-cycle': ['error', { maxDepth: 6 }],
      'no-empty': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: { attributes: false } }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
    },
  },
  {
    files: ['lib/**/*.ts', 'app/**/*.{ts,tsx}'],
    rules: {
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/no-explicit-any': 'error',
    },
  },
  {
    files: ['tests/**/*.ts', 'bench/**/*.ts', 'scripts/**/*.ts'],
    rules: { '@typescript-eslint/no-non-null-assertion': 'off' },
  },
  {
    files: ['lib/**/*.core.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            { regex: NOT_PURE, message: 'a core is pure: no I/O, no framework' },
            { regex: NOT_CORE, message: 'a core imports only *.core, *.types and platform/result' },
          ],
        },
      ],
      'no-restricted-syntax': [
        'error',
        ...RAW_LOCKS,
        {
          selector: "NewExpression[callee.name='Date'][arguments.length=0]",
          message: 'take the time as an argument',
        },
        {
          selector: "MemberExpression[object.name='Date'][property.name='now']",
          message: 'take the time as an argument',
        },
        {
          selector: "MemberExpression[object.name='Math'][property.name='random']",
          message: 'take randomness as an argument',
        },
        { selector: "MemberExpression[object.name='process']", message: 'take it as an argument' },
      ],
    },
  },
  {
    files: ['lib/**/*.ts'],
    ignores: ['tmp/**', 'lib/**/*.core.ts', 'lib/**/*.thread.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            { regex: '^server-only$', message: 'it throws in the worker; app/_data is the place' },
            RENDERERS,
          ],
        },
      ],
    },
  },
  {
    files: ['lib/**/*.ts'],
    ignores: ['tmp/**', 'lib/**/*.core.ts', 'lib/platform/database/locks.ts'],
    rules: { 'no-restricted-syntax': ['error', ...RAW_LOCKS] },
  },
  {
    files: ['app/**/*.{ts,tsx}'],
    // Next wants its error page under that name, and as a client component.
    ignores: ['tmp/**', 'app/**/*.client.tsx', 'app/error.tsx'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              regex: '@prisma/|@/lib/platform/(database|prisma-client)',
              message: 'pages and routes never query; lib does',
            },
            RENDERERS,
          ],
        },
      ],
      'no-restricted-syntax': [
        'error',
        ...RAW_LOCKS,
        { selector: "ExpressionStatement[directive='use client']", message: 'name the file *.client.tsx' },
      ],
    },
  },
  {
    files: ['app/**/*.client.tsx'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              regex: '^@/lib/(?!.*(\\.(core|types)|/result)$)',
              message: 'browser code sees only *.core and *.types of lib',
            },
          ],
        },
      ],
    },
  },
);
