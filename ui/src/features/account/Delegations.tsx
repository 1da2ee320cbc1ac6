import { Button, Textarea, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useIntl } from 'react-intl';
import { useChange } from '../../api/change';
import { keys } from '../../api/keys';
import { delegate, delegationsQuery, endDelegation } from '../../api/rights';
import type { Delegation, NewDelegation } from '../../api/types';
import { FieldRow, FormPanel } from '../../components/form/FormPanel';
import { PersonPicker } from '../../components/form/pickers';
import type { Choice } from '../../components/form/RefPicker';
import { useForm } from '../../components/form/useForm';
import { Section } from '../../components/Page';
import { PageState } from '../../components/PageState';
import { PlainTable } from '../../components/PlainTable';
import { ProblemAlert } from '../../components/ProblemAlert';
import { RemoveButton } from '../../components/RemoveButton';
import { usePanel } from '../../components/useSearchState';
import { useText } from '../../i18n/text';
import { formatDayOf, formatLastDayOf } from '../../time/format';
import { endOfDay, startOfDay } from '../../time/local';

/** Who stands in for whom: this person's, either way. */
export function DelegationsSection() {
  const text = useText();
  const { locale } = useIntl();
  const panel = usePanel();
  const delegations = useQuery(delegationsQuery());
  const ending = useChange({ change: endDelegation, refresh: [keys.all('delegations')] });
  return (
    <PageState query={delegations}>
      {(items) => (
        <>
          <Section
            title={text('delegations.title')}
            actions={
              <Button variant="default" onClick={() => panel.open('delegate')}>
                {text('delegations.add')}
              </Button>
            }
            empty={items.length === 0 && text('delegations.none')}
          >
            {ending.problem && <ProblemAlert problem={ending.problem} />}
            <PlainTable<Delegation>
              caption={text('delegations.title')}
              rows={items}
              rowKey={({ id }) => id}
              columns={[
                { id: 'to', header: text('delegations.to'), size: 'wide', cell: ({ to }) => to.name },
                { id: 'from', header: text('delegations.from'), cell: ({ from }) => from.name },
                {
                  id: 'when',
                  header: text('delegations.when'),
                  cell: ({ starts_at, ends_at }) =>
                    `${formatDayOf(starts_at, locale)} – ${formatLastDayOf(ends_at, locale)}`,
                },
                {
                  id: 'reason',
                  header: text('delegations.reason'),
                  size: 'clip',
                  leaves: 'notOnPhone',
                  cell: ({ reason }) => <span className="faint">{reason}</span>,
                },
                {
                  id: 'actions',
                  header: text('column.actions'),
                  cell: ({ id, to }) => (
                    <RemoveButton
                      name={to.name}
                      isPending={ending.isPending}
                      onRemove={() => ending.submit(id)}
                    />
                  ),
                },
              ]}
            />
          </Section>
          {panel.name === 'delegate' && <DelegationPanel onClose={panel.close} />}
        </>
      )}
    </PageState>
  );
}

function DelegationPanel({ onClose }: { onClose: () => void }) {
  const text = useText();
  const [to, setTo] = useState<Choice | null>(null);
  const change = useChange({
    change: (body: NewDelegation, key) => delegate(body, key),
    refresh: [keys.all('delegations')],
    onDone: onClose,
  });
  const form = useForm({ starts_at: '', ends_at: '', reason: '' }, change.problem, ['/to']);
  const { starts_at, ends_at, reason } = form.values;
  return (
    <FormPanel
      title={text('delegations.add')}
      submitLabel={text('delegations.add')}
      onSubmit={() =>
        to &&
        change.submit({
          to: to.id,
          ...(starts_at ? { starts_at: startOfDay(starts_at) } : {}),
          ends_at: endOfDay(ends_at),
          reason,
        })
      }
      onClose={onClose}
      isPending={change.isPending}
      problem={change.problem}
      faults={form.otherFaults}
      blockedBy={to && ends_at ? null : text('delegations.choose')}
    >
      <p className="faint">{text('delegations.what')}</p>
      <PersonPicker
        label={text('delegations.to')}
        value={to}
        onChange={setTo}
        error={form.fault('/to')}
        required
      />
      <FieldRow>
        <TextInput
          type="date"
          label={text('delegations.starts')}
          description={text('delegations.starts.what')}
          {...form.field('starts_at')}
        />
        <TextInput
          type="date"
          label={text('delegations.ends')}
          description={text('delegations.ends.what')}
          required
          {...form.field('ends_at')}
        />
      </FieldRow>
      <Textarea label={text('delegations.reason')} autosize minRows={2} {...form.field('reason')} />
    </FormPanel>
  );
}
