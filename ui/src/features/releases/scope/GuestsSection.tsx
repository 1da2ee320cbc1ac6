import { TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useIntl } from 'react-intl';
import { useChange } from '../../../api/change';
import { keys } from '../../../api/keys';
import { dismissGuest, guestsQuery, inviteGuest } from '../../../api/rights';
import type { Guest, NewGuest } from '../../../api/types';
import { FormPanel } from '../../../components/form/FormPanel';
import { PersonPicker } from '../../../components/form/pickers';
import type { Choice } from '../../../components/form/RefPicker';
import { useForm } from '../../../components/form/useForm';
import { Section } from '../../../components/Page';
import { PageState } from '../../../components/PageState';
import { PlainTable } from '../../../components/PlainTable';
import { ProblemAlert } from '../../../components/ProblemAlert';
import { RemoveButton } from '../../../components/RemoveButton';
import { usePanel } from '../../../components/useSearchState';
import { useText } from '../../../i18n/text';
import { formatLastDayOf } from '../../../time/format';
import { endOfDay } from '../../../time/local';
import { useRelease } from '../ReleaseContext';
import { AddButton } from '../SectionButtons';

/** People who see this one release, wherever else they may look. */
export function GuestsSection() {
  const text = useText();
  const { locale } = useIntl();
  const panel = usePanel();
  const release = useRelease();
  const guests = useQuery(guestsQuery(release.id));
  const removing = useChange({
    change: (guest: string) => dismissGuest(release.id, guest),
    refresh: [keys.part('releases', release.id, 'guests')],
  });
  const until = (at: string) => {
    const day = formatLastDayOf(at, locale);
    return Date.parse(at) > Date.now() ? day : <span className="faint">{text('grants.over', { day })}</span>;
  };
  return (
    <PageState query={guests}>
      {(items) => (
        <>
          <Section
            title={text('guests.title')}
            actions={<AddButton onClick={() => panel.open('guest')}>{text('guests.invite')}</AddButton>}
            empty={items.length === 0 && text('guests.none')}
          >
            {removing.problem && <ProblemAlert problem={removing.problem} />}
            <PlainTable<Guest>
              caption={text('guests.title')}
              rows={items}
              rowKey={({ id }) => id}
              columns={[
                { id: 'who', header: text('column.name'), size: 'wide', cell: ({ person }) => person.name },
                {
                  id: 'until',
                  header: text('grants.until'),
                  cell: (guest) => (guest.until ? until(guest.until) : text('grants.forGood')),
                },
                {
                  id: 'by',
                  header: text('guests.by'),
                  leaves: 'notOnPhone',
                  cell: ({ invited_by }) => (
                    <span className="faint">{invited_by?.name ?? text('journal.system')}</span>
                  ),
                },
                {
                  id: 'actions',
                  header: text('column.actions'),
                  cell: ({ id, person }) => (
                    <RemoveButton
                      name={person.name}
                      isPending={removing.isPending}
                      onRemove={() => removing.submit(id)}
                    />
                  ),
                },
              ]}
            />
          </Section>
          {panel.name === 'guest' && <GuestPanel release={release.id} onClose={panel.close} />}
        </>
      )}
    </PageState>
  );
}

function GuestPanel({ release, onClose }: { release: string; onClose: () => void }) {
  const text = useText();
  const [who, setWho] = useState<Choice | null>(null);
  const change = useChange({
    change: (body: NewGuest, key) => inviteGuest(release, body, key),
    refresh: [keys.part('releases', release, 'guests')],
    onDone: onClose,
  });
  const form = useForm({ until: '' }, change.problem, ['/person']);
  return (
    <FormPanel
      title={text('guests.invite')}
      submitLabel={text('guests.invite')}
      onSubmit={() =>
        who &&
        change.submit({
          person: who.id,
          ...(form.values.until ? { until: endOfDay(form.values.until) } : {}),
        })
      }
      onClose={onClose}
      isPending={change.isPending}
      problem={change.problem}
      faults={form.otherFaults}
      blockedBy={who ? null : text('guests.choose')}
    >
      <p className="faint">{text('guests.what')}</p>
      <PersonPicker
        label={text('column.name')}
        value={who}
        onChange={setWho}
        error={form.fault('/person')}
        required
      />
      <TextInput
        type="date"
        label={text('grants.until')}
        description={text('grants.until.what')}
        {...form.field('until')}
      />
    </FormPanel>
  );
}
