import { currentViewer } from '@/app/_data/session';
import { originOf } from '@/app/api/v1/_wire';
import { competitionByName } from '@/lib/kaggle/competitions';

interface Context {
  readonly params: Promise<{ readonly name: string; readonly page?: readonly string[] }>;
}

/** Where a page of Kaggle's stands on this site; everything else leads to the overview. The rules are read and accepted at Submit. */
const PAGES: Readonly<Record<string, string>> = {
  rules: '/submit',
  submit: '/submit',
  data: '/data',
  leaderboard: '/leaderboard',
  submissions: '/submissions',
  discussion: '/discussion',
};

/** The addresses that clients of the kaggle wire print: `/competitions/<name>/rules` and the like. */
export async function GET(request: Request, context: Context): Promise<Response> {
  const { name, page = [] } = await context.params;
  const viewer = await currentViewer();
  if (!viewer)
    return to(request, `/sign-in?callbackUrl=${encodeURIComponent(new URL(request.url).pathname)}`);
  const found = await competitionByName(viewer, name);
  if (!found.ok) return to(request, '/');
  const { courseSlug, slug } = found.value.access.competition;
  const [first = ''] = page;
  const below = Object.hasOwn(PAGES, first) ? PAGES[first] : '';
  return to(request, `/courses/${courseSlug}/${slug}${below}`);
}

function to(request: Request, path: string): Response {
  const headers = { Location: `${originOf(request)}${path}`, 'Cache-Control': 'private, no-store' };
  return new Response(null, { status: 307, headers });
}
