import { existsSync, readFileSync, statSync } from 'node:fs';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { build, type Plugin } from 'esbuild';
import { bundleFile } from '@/lib/bin/bundle-file';
import { projectRoot } from '@/lib/platform/root';

/** Commands that need the database or the site's files; those below `remote/` go over the network. */
const SERVER_COMMAND = /^@\/lib\/bin\/commands\/[a-z-]+$/;

/** Names of the files it was made of, relative to the project; the launcher compares their dates. */
const inputsFile = (): string => path.join(path.dirname(bundleFile()), 'inputs.json');

/** Makes the command line as one file, unless it is newer than all it is made of. Throws when that fails. */
export async function bundleIfNeeded(): Promise<void> {
  if (isFresh()) return;
  const root = projectRoot();
  const made = await build({
    absWorkingDir: root,
    entryPoints: ['lib/bin/cli.ts'],
    outfile: bundleFile(),
    bundle: true,
    minify: true,
    // Classes keep the names that errors are known by.
    keepNames: true,
    legalComments: 'eof',
    platform: 'node',
    format: 'esm',
    target: 'node20',
    metafile: true,
    write: false,
    logLevel: 'error',
    // Some libraries are CommonJS and ask for Node's own modules by `require`.
    banner: {
      js: "#!/usr/bin/env node\nimport { createRequire } from 'node:module';\nconst require = createRequire(import.meta.url);",
    },
    plugins: [serverCommandsElsewhere(root)],
  });
  const [file] = made.outputFiles;
  if (!file) throw new Error('The command line could not be made into one file.');
  const inputs = Object.keys(made.metafile.inputs).map((name) => name.replace(/^[a-z]+:/, ''));
  await mkdir(path.dirname(bundleFile()), { recursive: true });
  // Several sites may start at once: whoever reads has a whole file, the old one or the new.
  await replace(bundleFile(), file.contents);
  await replace(inputsFile(), JSON.stringify([...inputs, 'lib/bin/bundle.ts', 'package-lock.json']));
}

function isFresh(): boolean {
  if (!existsSync(bundleFile()) || !existsSync(inputsFile())) return false;
  const made = statSync(bundleFile()).mtimeMs;
  const inputs = JSON.parse(readFileSync(inputsFile(), 'utf8')) as string[];
  return inputs.every((name) => {
    const input = statSync(path.join(projectRoot(), name), { throwIfNoEntry: false });
    return input !== undefined && input.mtimeMs < made;
  });
}

/** Each command of the server becomes `elsewhere`, under the names its module exports. */
function serverCommandsElsewhere(root: string): Plugin {
  return {
    name: 'server-commands-elsewhere',
    setup(plugin) {
      plugin.onResolve({ filter: SERVER_COMMAND }, ({ path: name }) => ({
        path: `${name.slice('@/'.length)}.ts`,
        namespace: 'elsewhere',
      }));
      plugin.onLoad({ filter: /.*/, namespace: 'elsewhere' }, async ({ path: name }) => {
        const source = await readFile(path.join(root, name), 'utf8');
        const names = [...source.matchAll(/^export (?:async )?function (\w+)/gm)].map(([, each]) => each);
        return {
          resolveDir: root,
          contents: `import { elsewhere } from '@/lib/bin/elsewhere';\nexport { ${names
            .map((each) => `elsewhere as ${each}`)
            .join(', ')} };`,
        };
      });
    },
  };
}

async function replace(file: string, contents: string | Uint8Array): Promise<void> {
  const part = `${file}.${process.pid}`;
  await writeFile(part, contents, { mode: 0o644 });
  await rename(part, file);
}
