import { expect, test, type Page } from '@playwright/test';
import { hashPassword } from '@/lib/identity/password';
import { expectAccessible } from '../e2e/support/test';
import { startLtiPlatform } from '../support/lti-platform';
import { makeDataDir, makeOpenCompetition, siteDatabase, start } from './support';

const PASSWORD = 'correct horse battery';

test('a course is connected to a learning platform: students come by its link, published grades go to its grade book', async ({
  browser,
}) => {
  const platform = await startLtiPlatform();
  const data = makeDataDir();
  const site = await start(data.path, { SADDLEPOINT_LTI_ORIGINS: platform.issuer });
  const db = await siteDatabase(data.path);
  const { competitionId } = await makeOpenCompetition(db, data.path, 1, 5);
  const { slug, course } = await db.assignment.findUniqueOrThrow({
    where: { id: competitionId },
    include: { course: true },
  });
  const student = await db.user.findFirstOrThrow({
    where: { enrolments: { some: { courseId: course.id } } },
  });
  await db.user.update({ where: { id: student.id }, data: { passwordHash: await hashPassword(PASSWORD) } });
  const instructor = await db.user.create({
    data: {
      name: 'Instructor',
      email: 'instructor@example.edu',
      passwordHash: await hashPassword(PASSWORD),
      enrolments: {
        create: { courseId: course.id, role: 'instructor', displayName: 'Instructor', displayNameKey: 'i' },
      },
    },
  });

  const staff = await (await browser.newContext({ viewport: { width: 1280, height: 900 } })).newPage();
  await signIn(staff, site.url);
  await staff.goto(`${site.url}/staff/${course.slug}`);
  await staff.getByRole('link', { name: 'Learning platform' }).click();
  await expect(staff.getByText('No platform is connected')).toBeVisible();
  const fill = async (jwksUrl: string): Promise<void> => {
    const { authUrl, tokenUrl } = platform.addresses;
    const values = {
      Name: 'Campus platform',
      Issuer: platform.issuer,
      'Client ID': 'client-1',
      'Deployment ID': 'deployment-1',
      'Authentication request URL': authUrl,
      'Access token URL': tokenUrl,
      'Public keyset URL': jwksUrl,
    };
    for (const [label, value] of Object.entries(values))
      await staff.getByLabel(label, { exact: true }).fill(value);
    await staff.getByRole('button', { name: 'Connect' }).click();
  };
  await fill('https://attacker.example.com/jwks');
  await expect(staff.getByText(/attacker.example.com is not among the origins/)).toBeVisible();
  await fill(platform.addresses.jwksUrl);
  await expect(staff.getByRole('heading', { name: 'Campus platform' })).toBeVisible();
  await expectAccessible(staff);

  // What the page shows is entered at the platform.
  const shown = (name: string): Promise<string> =>
    staff.locator('dt', { hasText: name }).locator('xpath=following-sibling::dd').locator('code').innerText();
  const login = await shown('Login initiation URL');
  platform.register({
    clientId: 'client-1',
    deploymentId: 'deployment-1',
    redirectUris: [await shown('Launch and redirect URL')],
    jwksUrl: await shown('Public keyset URL'),
  });
  platform.addUser('instructor', { sub: 'i-1', email: 'instructor@example.edu' });
  platform.addUser('student', { sub: 's-1', studentId: student.studentId ?? '' });
  const open = async (user: string): Promise<Page> => {
    const page = await (await browser.newContext()).newPage();
    await page.goto(`${platform.issuer}/link?${new URLSearchParams({ login, as: user }).toString()}`);
    await page.getByRole('link', { name: 'Open the tool' }).click();
    return page;
  };

  // The first time the link leads here, the person signs in by themselves and connects the two.
  const connectAs = async (page: Page, login: string): Promise<void> => {
    await expect(page).toHaveURL(`${site.url}/connect`);
    await expectAccessible(page);
    await page.getByRole('link', { name: 'Sign in' }).last().click();
    await signIn(page, site.url, login);
    await expect(page.getByText('Campus platform: ')).toBeVisible();
    await page.getByRole('button', { name: 'This is me: connect' }).click();
  };
  const early = await open('student');
  await connectAs(early, student.studentId ?? '');
  await expect(early.getByText('The staff of the course have to open this link once')).toBeVisible();
  await expectAccessible(early);
  const first = await open('instructor');
  await connectAs(first, 'instructor@example.edu');
  await expect(first).toHaveURL(`${site.url}/courses/${course.slug}`);
  const pupil = await open('student');
  await expect(pupil).toHaveURL(`${site.url}/courses/${course.slug}`);
  await expect(pupil.getByRole('heading', { name: course.title })).toBeVisible();
  expect((await pupil.goto(`${site.url}/staff/${course.slug}`))?.status()).toBe(404);
  // The session opens this course, and not the account.
  await pupil.goto(`${site.url}/account`);
  await expect(pupil.getByText('You came by a learning platform')).toBeVisible();
  await expect(pupil.getByRole('button', { name: 'Make a token' })).toHaveCount(0);
  // Somebody else there with the student's address is nobody here yet.
  platform.addUser('stranger', {
    sub: 'x-1',
    email: 'stranger@example.edu',
    studentId: student.studentId ?? '',
  });
  const stranger = await open('stranger');
  await expect(stranger).toHaveURL(`${site.url}/connect`);
  expect((await stranger.goto(`${site.url}/courses/${course.slug}`))?.url()).toContain('/sign-in');
  expect(await db.user.count({ where: { email: 'stranger@example.edu' } })).toBe(0);

  // The close, a grade, its publication: the worker passes it on.
  await db.assignment.update({
    where: { id: competitionId },
    data: { closesAt: new Date(Date.now() - 60_000) },
  });
  const items = [{ id: 'code', title: 'Code', points: 4, rule: { kind: 'manual' } }];
  await db.grading.create({ data: { assignmentId: competitionId, settings: { breach_factor: 0.9, items } } });
  await db.gradeOverride.create({
    data: {
      assignmentId: competitionId,
      userId: student.id,
      item: 'code',
      points: 3.5,
      reason: 'as reviewed',
      createdById: instructor.id,
    },
  });
  await staff.goto(`${site.url}/staff/${course.slug}/${slug}/grades`);
  await staff.getByRole('button', { name: 'Publish these grades' }).click();
  await staff.getByRole('dialog').getByRole('button', { name: 'Publish these grades' }).click();
  await expect(staff.getByText(/publication 1 is in force/)).toBeVisible();
  await expect
    .poll(() => platform.score(platform.columns[0]?.id ?? '', 's-1'), { timeout: 60_000 })
    .toMatchObject({ scoreGiven: 3.5, scoreMaximum: 4, comment: 'Code: 3.50 / 4.00' });
  expect(platform.refusals).toEqual([]);
  await staff.goto(`${site.url}/staff/${course.slug}/lti`);
  await expect(staff.getByText('1 sent, 0 waiting, 0 not linked, 0 given up')).toBeVisible();
  await staff.setViewportSize({ width: 390, height: 844 });
  expect(await staff.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
  await expectAccessible(staff);

  await db.$disconnect();
  await site.stop();
  await platform.stop();
  data.remove();
});

async function signIn(page: Page, url: string, login?: string): Promise<void> {
  if (login === undefined) await page.goto(`${url}/sign-in`);
  await page.getByLabel(/student id or e-mail/i).fill(login ?? 'instructor@example.edu');
  await page.getByLabel(/^password/i).fill(PASSWORD);
  await page.getByRole('button', { name: /sign in/i }).click();
  await page.waitForURL((at) => !at.pathname.startsWith('/sign-in'));
}
