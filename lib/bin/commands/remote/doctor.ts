import type { RemoteOptions } from '@/lib/bin/commands/remote/student';
import { bad, checked, fine, warning, type Finding } from '@/lib/bin/doctor/finding';
import { reportFindings } from '@/lib/bin/doctor/report';
import { RemoteSite } from '@/lib/bin/remote/client';
import { targetOf, type Target } from '@/lib/bin/remote/credentials';
import type { Health } from '@/lib/jobs/health';
import { version } from '@/package.json';

const ANSWER_MS_MAX = 10_000;
/** The header that tells the site's time counts whole seconds, and the answer takes its time. */
const CLOCK_SECONDS_MAX = 5;

/** Says how a site stands, seen from here: answer, parts, release, clock, token. Changes nothing. */
export async function remoteDoctor(options: RemoteOptions): Promise<void> {
  const target = await targetOf(options);
  const findings = [
    ...(await checked('site', () => checkSite(target.site))),
    ...(await checked('token', () => checkToken(target))),
  ];
  reportFindings(findings, options.json ?? false);
}

async function checkSite(site: string): Promise<readonly Finding[]> {
  const began = Date.now();
  const answer = await fetch(`${site}/api/health`, { signal: AbortSignal.timeout(ANSWER_MS_MAX) }).catch(
    () => null,
  );
  const ended = Date.now();
  if (!answer) return [bad('site', `${site} does not answer`)];
  const health = (await answer.json().catch(() => null)) as Partial<Health> | null;
  if (health?.version === undefined)
    return [bad('site', `${site} answers with ${answer.status}, and not as Saddlepoint does`)];
  return [
    fine('site', `${site} answers in ${ended - began} ms`),
    health.database === 'ok' ? fine('database', 'answers') : bad('database', String(health.database)),
    health.worker === 'ok'
      ? fine('worker', `alive; ${health.queue?.waiting ?? 0} submissions wait for their score`)
      : bad('worker', `${health.worker ?? 'unknown'}: submissions are taken, and not scored`),
    health.disk === 'full'
      ? bad('disk', 'full: nothing but reading goes on')
      : fine('disk', 'has room for uploads'),
    health.files === 'damaged'
      ? bad('files', 'some are not what their hashes say; saddlepoint doctor on the server names them')
      : fine('files', 'no damage is known'),
    health.version === version
      ? fine('release', version)
      : warning('release', `the site has ${health.version}, this command line is of ${version}`),
    checkClock(answer.headers.get('date'), began, ended),
  ];
}

/** Deadlines go by the site's clock; a student whose own is wrong should know. `began`, `ended`: ms, the local clock's. */
function checkClock(date: string | null, began: number, ended: number): Finding {
  const theirs = Date.parse(date ?? '');
  if (Number.isNaN(theirs)) return warning('clock', 'the site does not say what time it has');
  const seconds = Math.round((theirs - (began + ended) / 2) / 1000);
  if (Math.abs(seconds) <= CLOCK_SECONDS_MAX) return fine('clock', "this machine's agrees with the site's");
  const way = seconds > 0 ? 'behind' : 'ahead of';
  return warning(
    'clock',
    `this machine's is ${Math.abs(seconds)} s ${way} the site's, by which deadlines go`,
  );
}

async function checkToken(target: Target): Promise<Finding> {
  const me = await new RemoteSite(target).ask<{ login: string; scope: string }>('/me');
  return fine('token', `valid, of ${me.login}, for ${me.scope}`);
}
