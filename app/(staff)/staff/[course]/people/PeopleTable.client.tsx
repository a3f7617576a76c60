'use client';

import { useTranslations } from 'next-intl';
import { Fragment, useState } from 'react';
import { ManagePerson } from './ManagePerson.client';
import { Button } from '@/app/_ui/Button';
import { Chip } from '@/app/_ui/Chip';
import { Input } from '@/app/_ui/Field';
import { cx } from '@/app/_ui/cx';
import type { PersonView } from './actions';

const STEP = 100;

const TONES = { ready: 'good', invited: 'neutral', no_link: 'warn', disabled: 'bad' } as const;

/** Everybody who is, or was, in the course; a course of a thousand shows its first hundred and finds the rest. */
export function PeopleTable({
  course,
  people,
  mayManage,
}: {
  readonly course: string;
  readonly people: readonly PersonView[];
  readonly mayManage: boolean;
}) {
  const t = useTranslations('auth');
  const [query, setQuery] = useState('');
  const [shown, setShown] = useState(STEP);
  const [open, setOpen] = useState<string | null>(null);
  const found = people.filter((person) => fits(person, query));
  return (
    <div className="space-y-3">
      <Input
        type="search"
        value={query}
        aria-label={t('people.search')}
        placeholder={t('people.search')}
        onChange={(event) => setQuery(event.target.value)}
      />
      {found.length === 0 ? <p className="py-4 text-sm text-muted">{t('people.noMatch')}</p> : null}
      <div className="overflow-x-auto" hidden={found.length === 0}>
        <table className="w-full text-left text-sm">
          <thead className="border-b border-line text-xs text-muted">
            <tr>
              <th scope="col" className="py-2 pr-3 font-medium">
                {t('people.columns.person')}
              </th>
              <th scope="col" className="py-2 pr-3 font-medium">
                {t('people.columns.studentId')}
              </th>
              <th scope="col" className="py-2 pr-3 font-medium">
                {t('people.columns.role')}
              </th>
              <th scope="col" className="py-2 pr-3 font-medium">
                {t('people.columns.account')}
              </th>
              {mayManage ? (
                <th scope="col" className="py-2">
                  <span className="sr-only">{t('people.columns.act')}</span>
                </th>
              ) : null}
            </tr>
          </thead>
          <tbody className="divide-y divide-line">
            {found.slice(0, shown).map((person) => (
              <Fragment key={person.userId}>
                <tr className={cx(person.isRemoved && 'text-muted')}>
                  <th scope="row" className="py-2 pr-3 font-normal [overflow-wrap:anywhere]">
                    <span className="font-medium">{person.name}</span>
                    <span className="block text-xs text-muted">{person.email}</span>
                  </th>
                  <td className="py-2 pr-3 font-mono text-xs">{person.studentId ?? '–'}</td>
                  <td className="py-2 pr-3">
                    {person.isRemoved ? t('people.removed') : t(`roles.${person.role}`)}
                  </td>
                  <td className="py-2 pr-3">
                    <Chip tone={TONES[person.account]}>{t(`people.account.${person.account}`)}</Chip>
                  </td>
                  {mayManage ? (
                    <td className="py-2 text-right">
                      <Button
                        kind="ghost"
                        aria-expanded={open === person.userId}
                        aria-label={t('people.manageNamed', { name: person.name })}
                        onClick={() => setOpen(open === person.userId ? null : person.userId)}
                      >
                        {open === person.userId ? t('people.close') : t('people.manage')}
                      </Button>
                    </td>
                  ) : null}
                </tr>
                {open === person.userId ? (
                  <tr>
                    <td colSpan={5} className="bg-sunken p-4">
                      <ManagePerson
                        key={`${person.role} ${person.isRemoved}`}
                        course={course}
                        person={person}
                      />
                    </td>
                  </tr>
                ) : null}
              </Fragment>
            ))}
          </tbody>
        </table>
      </div>
      {found.length > shown ? (
        <Button onClick={() => setShown(shown + STEP)}>
          {t('people.more', { count: Math.min(STEP, found.length - shown) })}
        </Button>
      ) : null}
    </div>
  );
}

function fits(person: PersonView, query: string): boolean {
  const wanted = query.trim().toLowerCase();
  return [person.name, person.studentId, person.email, person.displayName].some((each) =>
    each?.toLowerCase().includes(wanted),
  );
}
