import { buildIfNeeded } from '@/lib/bin/build-if-needed';

/** `npm run build`: the site, and its command line as one file. Nothing is done again that is newer than its sources. */
await buildIfNeeded();
