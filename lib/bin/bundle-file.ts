import path from 'node:path';
import { projectRoot } from '@/lib/platform/root';

/** The command line as one file for Node.js, which needs nothing else; made after the site's build. */
export const bundleFile = (): string => path.join(projectRoot(), 'build', 'saddlepoint.mjs');
