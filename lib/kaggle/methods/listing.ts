import { z } from 'zod';
import { competitionPages } from '@/lib/competition/assignment-pages';
import { competitionsOf, describeCompetition, type NamedCompetition } from '@/lib/kaggle/competitions';
import { enumOf, json, method, named, onCompetition, paging, text, type Methods } from '@/lib/kaggle/method';
import { pageOf } from '@/lib/kaggle/paging.core';
import { isStaff } from '@/lib/identity/roles.core';

const GROUPS = ['GENERAL', 'ENTERED', 'COMMUNITY', 'HOSTED', 'UNLAUNCHED', 'EVERYTHING'] as const;
const SORTS = ['LATEST_DEADLINE', 'EARLIEST_DEADLINE', 'NUMBER_OF_TEAMS', 'RECENTLY_CREATED'] as const;
/** A course's competitions are of the kind clients call community or, before, in class. */
const CATEGORIES = ['', 'ALL', 'UNSPECIFIED', 'COMMUNITY', 'IN_CLASS', 'COURSE', 'OTHER'] as const;

type Described = Awaited<ReturnType<typeof describeCompetition>>;

const ORDERS: Readonly<Record<(typeof SORTS)[number], (a: Described, b: Described) => number>> = {
  LATEST_DEADLINE: (a, b) => b.deadline.localeCompare(a.deadline),
  EARLIEST_DEADLINE: (a, b) => a.deadline.localeCompare(b.deadline),
  NUMBER_OF_TEAMS: (a, b) => b.teamCount - a.teamCount,
  RECENTLY_CREATED: (a, b) => b.dateCreated.localeCompare(a.dateCreated),
};

function isInGroup(
  group: (typeof GROUPS)[number],
  { access }: NamedCompetition,
  described: Described,
): boolean {
  switch (group) {
    case 'ENTERED':
      return described.userHasEntered;
    case 'HOSTED':
      return isStaff(access.role);
    case 'UNLAUNCHED':
      return access.phase === 'before';
    default:
      return true;
  }
}

export const listing: Methods = {
  ListCompetitions: method({
    schema: z.object({ ...paging, search: text(), group: text(), category: text(), sortBy: text() }),
    reads: true,
    run: async ({ viewer }, input) => {
      const group = enumOf(input.group, 'COMPETITION_LIST_TAB_', GROUPS, 'EVERYTHING');
      const category = enumOf(input.category, 'HOST_SEGMENT_', CATEGORIES, 'OTHER');
      const order = ORDERS[enumOf(input.sortBy, 'COMPETITION_SORT_BY_', SORTS, 'LATEST_DEADLINE')];
      const found = category === 'OTHER' ? [] : await competitionsOf(viewer, input.search);
      const described = await Promise.all(
        found.map(async (each) => ({ each, described: await describeCompetition(viewer, each) })),
      );
      const kept = described.filter((one) => isInGroup(group, one.each, one.described));
      const page = pageOf(kept.map((one) => one.described).sort(order), input);
      if (!page.ok) return page;
      return json({ competitions: page.value.items, nextPageToken: page.value.nextPageToken });
    },
  }),
  GetCompetition: method({
    schema: named,
    reads: true,
    run: (asking, input) =>
      onCompetition(asking, input, async (found) => json(await describeCompetition(asking.viewer, found))),
  }),
  ListCompetitionPages: method({
    schema: named.extend({ pageName: text(100) }),
    reads: true,
    run: (asking, input) =>
      onCompetition(asking, input, async ({ access }) => {
        const pages = await competitionPages(asking.viewer, access.competition.id);
        if (!pages.ok) return pages;
        const wanted = pages.value.filter(({ slug }) => input.pageName === '' || slug === input.pageName);
        return json({
          pages: wanted.map(({ slug, markdown }) => ({
            name: slug,
            content: markdown,
            isPublished: true,
            mimeType: 'text/markdown',
          })),
        });
      }),
  }),
};
