import { useQuery } from '@tanstack/react-query';
import { releasePeopleQuery } from '../../../api/scope';
import type { RaciEntry } from '../../../api/types';
import { whoIs } from '../../../components/form/raci';
import { Section } from '../../../components/Page';
import { PageState } from '../../../components/PageState';
import { PlainTable } from '../../../components/PlainTable';
import { usePanel } from '../../../components/useSearchState';
import { useText } from '../../../i18n/text';
import { useRelease } from '../ReleaseContext';
import { AddButton } from '../SectionButtons';
import { GuestsSection } from './GuestsSection';
import { PeoplePanel } from './PeoplePanel';

export function PeopleSection() {
  const text = useText();
  const panel = usePanel();
  const people = useQuery(releasePeopleQuery(useRelease().id));
  return (
    <PageState query={people}>
      {(items) => (
        <>
          <Section
            title={text('people.raci')}
            actions={<AddButton onClick={() => panel.open('raci')}>{text('people.change')}</AddButton>}
            empty={items.length === 0 && text('people.none')}
          >
            <PlainTable<RaciEntry>
              caption={text('people.raci')}
              rows={items}
              rowKey={(entry) => `${entry.role} ${whoIs(entry)?.id}`}
              columns={[
                {
                  id: 'role',
                  header: text('column.role'),
                  cell: ({ role }) => text(`raci.${role}`),
                },
                {
                  id: 'who',
                  header: text('column.name'),
                  size: 'wide',
                  cell: (entry) => (
                    <>
                      {whoIs(entry)?.name}
                      {entry.team && <span className="faint"> · {text('people.team')}</span>}
                    </>
                  ),
                },
                {
                  id: 'what',
                  header: text('people.meaning'),
                  leaves: 'notOnPhone',
                  cell: ({ role }) => <span className="faint">{text(`raci.${role}.what`)}</span>,
                },
              ]}
            />
          </Section>
          <GuestsSection />
          {panel.name === 'raci' && <PeoplePanel entries={items} onClose={panel.close} />}
        </>
      )}
    </PageState>
  );
}
