import path from 'node:path';

/** Folder of the project: where package.json, prisma/ and node_modules are. The command line may run elsewhere. */
export function projectRoot(): string {
  return path.resolve(/* turbopackIgnore: true */ process.env.SADDLEPOINT_ROOT ?? process.cwd());
}
