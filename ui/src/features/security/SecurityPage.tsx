import { TextInput } from '@mantine/core';
import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useIntl } from 'react-intl';
import { journalPages } from '../../api/journal';
import { personQuery } from '../../api/organisation';
import type { JournalEvent } from '../../api/types';
import { changeText } from '../../components/changeText';
import { ExportMenu } from '../../components/ExportMenu';
import { eventWords } from '../../components/eventWords';
import { ClearFilters, SelectFilter } from '../../components/Filters';
import { PersonPicker } from '../../components/form/pickers';
import type { Choice } from '../../components/form/RefPicker';
import { Page } from '../../components/Page';
import { EmptyState, PageState } from '../../components/PageState';
import { PlainTable } from '../../components/PlainTable';
import { TimeText } from '../../components/Time';
import { useFilters } from '../../components/useSearchState';
import { type TextId, useText } from '../../i18n/text';
import { endOfDay, startOfDay } from '../../time/local';
import { CLASS_NAMES, kindsOf } from './kinds';

const FILTERS = ['class', 'person', 'from', 'to'] as const;

/** Who came in and who did not, and who changed what others may do. */
export function SecurityPage() {
  const text = useText();
  const [filters, setFilters] = useFilters(FILTERS);
  const asked = {
    kind: kindsOf(filters.class),
    ...(filters.person ? { person: filters.person } : {}),
    ...(filters.from ? { from: startOfDay(filters.from) } : {}),
    ...(filters.to ? { until: endOfDay(filters.to) } : {}),
  };
  const query = useInfiniteQuery({ ...journalPages(asked), placeholderData: keepPreviousData });
  return (
    <Page
      title={text('nav.security')}
      actions={<ExportMenu table="/tables/journal" filters={asked} />}
      filters={
        <>
          <SelectFilter
            label={text('security.class')}
            value={filters.class}
            options={CLASS_NAMES.map((name) => ({ value: name, label: text(`security.class.${name}`) }))}
            onChange={(name) => setFilters({ class: name })}
          />
          <PersonFilter id={filters.person} onChange={(person) => setFilters({ person })} />
          {(['from', 'to'] as const).map((end) => (
            <TextInput
              key={end}
              type="date"
              aria-label={text(`security.${end}`)}
              value={filters[end] ?? ''}
              onChange={(event) => setFilters({ [end]: event.currentTarget.value || undefined })}
            />
          ))}
          <ClearFilters names={FILTERS} filters={filters} onClear={setFilters} />
        </>
      }
    >
      <PageState query={query}>
        {({ pages }) => {
          const rows = pages.flatMap(({ items }) => items);
          if (rows.length === 0)
            return <EmptyState title={text('security.none')} detail={text('filter.widen')} />;
          return <Events rows={rows} pages={query} />;
        }}
      </PageState>
    </Page>
  );
}

function PersonFilter({ id, onChange }: { id: string | undefined; onChange: (id?: string) => void }) {
  const text = useText();
  const [picked, setPicked] = useState<Choice | null>(null);
  // A link carries the id only.
  const named = useQuery({ ...personQuery(id ?? ''), enabled: id !== undefined && picked?.id !== id }).data;
  const shown = picked?.id === id ? picked : named ? { id: named.id, name: named.name } : null;
  return (
    <PersonPicker
      label={text('security.person')}
      isFilter
      value={id === undefined ? null : shown}
      onChange={(choice) => {
        setPicked(choice);
        onChange(choice?.id);
      }}
    />
  );
}

type Pages = Parameters<typeof PlainTable<JournalEvent>>[0]['pages'];

function Events({ rows, pages }: { rows: JournalEvent[]; pages: Pages }) {
  const text = useText();
  const { messages } = useIntl();
  const words = (kind: string) => {
    const id = `security.kind.${kind.replace('.', '-')}`;
    return id in messages ? text(id as TextId) : eventWords(kind);
  };
  return (
    <PlainTable<JournalEvent>
      caption={text('nav.security')}
      rows={rows}
      rowKey={({ id }) => id}
      pages={pages}
      columns={[
        { id: 'at', header: text('security.at'), cell: ({ at }) => <TimeText at={at} /> },
        {
          id: 'what',
          header: text('security.what'),
          cell: ({ kind }) => words(kind),
        },
        { id: 'on', header: text('security.on'), size: 'clip', cell: (event) => <Concerned event={event} /> },
        {
          id: 'by',
          header: text('column.by'),
          leaves: 'notOnPhone',
          cell: ({ actor }) => actor?.name ?? <span className="faint">{text('journal.system')}</span>,
        },
        {
          id: 'detail',
          header: text('security.detail'),
          size: 'wide',
          cell: (event) => <Details event={event} />,
        },
      ]}
    />
  );
}

/** Whom or what it happened to; the name of a person leads to their page. */
function Concerned({ event: { subject, about, name, names } }: { event: JournalEvent }) {
  const text = useText();
  const person = [subject, about].find((id) => id.startsWith('per_'));
  const told = name || names[subject] || names[about] || text('security.unnamed');
  if (person === undefined) return told;
  return (
    <Link to="/people/$id" params={{ id: person }}>
      {told}
    </Link>
  );
}

/** What else there is to know, in one line: address and method, or what changed into what. */
function Details({ event: { changes, names, reason } }: { event: JournalEvent }) {
  const { locale } = useIntl();
  const told = changes.flatMap(({ field, before, after }) => {
    const values = [before, after].map((value) => changeText(value, locale, names)).filter(Boolean);
    return values.length === 0 ? [] : `${field.replaceAll('_', ' ')}: ${values.join(' → ')}`;
  });
  return <span className="faint">{[...told, reason].filter(Boolean).join(' · ')}</span>;
}
