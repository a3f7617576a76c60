import { access, constants, mkdir, statfs } from 'node:fs/promises';
import { bad, fine, warning, type Finding } from '@/lib/bin/doctor/finding';
import { env } from '@/lib/platform/env';
import { missingInProduction } from '@/lib/platform/secrets';

const FREE_BYTES_MIN = 1_000_000_000;
const FREE_BYTES_LOW = 5_000_000_000;
/** As package.json says in `engines`. */
const NODE_MIN = [20, 19] as const;

export function checkRuntime(version: string = process.versions.node): Finding {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const isNewEnough = major > NODE_MIN[0] || (major === NODE_MIN[0] && minor >= NODE_MIN[1]);
  const detail = `Node ${version}`;
  return isNewEnough ? fine('runtime', detail) : bad('runtime', `${detail}; 20.19 or newer is needed`);
}

export async function checkDataDirectory(): Promise<Finding> {
  const folder = env().dataDir;
  await mkdir(folder, { recursive: true });
  await access(folder, constants.W_OK);
  const { bavail, bsize } = await statfs(folder);
  const free = bavail * bsize;
  const detail = `${folder}, ${(free / 1e9).toFixed(1)} GB free`;
  if (free < FREE_BYTES_MIN) return bad('data directory', `${detail}: uploads will soon be refused`);
  return free < FREE_BYTES_LOW ? warning('data directory', detail) : fine('data directory', detail);
}

export function checkSecrets(): Finding {
  const missing = missingInProduction();
  return missing.length === 0
    ? fine('secrets', 'there')
    : bad('secrets', `missing in production: ${missing.join(', ')}`);
}
