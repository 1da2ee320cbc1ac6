import { NativeSelect, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useChange } from '../../api/change';
import { environmentLinksQuery, putEnvironmentLink, removeEnvironmentLink } from '../../api/environments';
import { keys } from '../../api/keys';
import type { Environment, EnvironmentLink, LinkDirection, NewEnvironmentLink } from '../../api/types';
import { FieldRow, FormPanel } from '../../components/form/FormPanel';
import { EnvironmentPicker } from '../../components/form/pickers';
import type { Choice } from '../../components/form/RefPicker';
import { useForm } from '../../components/form/useForm';
import { MapLink } from '../../components/MapLink';
import { Section } from '../../components/Page';
import { PageState } from '../../components/PageState';
import { PlainTable } from '../../components/PlainTable';
import { ProblemAlert } from '../../components/ProblemAlert';
import { ReasonedButton } from '../../components/ReasonedButton';
import { RefLink } from '../../components/RefLink';
import { RemoveButton } from '../../components/RemoveButton';
import { usePanel } from '../../components/useSearchState';
import { useText } from '../../i18n/text';

const DIRECTIONS: LinkDirection[] = ['from', 'to', 'both'];

/** What it exchanges with other environments. */
export function LinksSection({ environment }: { environment: Environment }) {
  const text = useText();
  const panel = usePanel();
  const links = useQuery(environmentLinksQuery(environment.id));
  const removing = useChange({
    change: ({ environment: other, kind }: EnvironmentLink) =>
      removeEnvironmentLink(environment, other.id, kind),
    refresh: [keys.all('environments')],
  });
  return (
    <>
      <PageState query={links}>
        {({ items }) => (
          <Section
            title={text('environments.links')}
            actions={
              <>
                <MapLink kind="environment" of={environment.key} />
                <ReasonedButton
                  variant="default"
                  blockedBy={environment.archived_at === null ? null : text('archive.why')}
                  onClick={() => panel.open('link')}
                >
                  {text('environments.link.add')}
                </ReasonedButton>
              </>
            }
            empty={items.length === 0 && text('environments.links.none')}
          >
            {removing.problem && <ProblemAlert problem={removing.problem} />}
            <PlainTable
              caption={text('environments.links')}
              rows={items}
              rowKey={({ environment: other, kind }) => `${other.id} ${kind}`}
              columns={[
                { id: 'kind', header: text('column.kind'), cell: ({ kind }) => kind },
                {
                  id: 'direction',
                  header: text('environments.direction'),
                  cell: ({ direction }) => text(`direction.${direction}`),
                },
                {
                  id: 'environment',
                  header: text('column.environment'),
                  size: 'wide',
                  cell: ({ environment: other }) => <RefLink kind="environment" reference={other} />,
                },
                { id: 'note', header: text('field.note'), leaves: 'notOnPhone', cell: ({ note }) => note },
                {
                  id: 'actions',
                  header: text('column.actions'),
                  cell: (link) => (
                    <RemoveButton
                      name={link.environment.name}
                      isPending={removing.isPending}
                      onRemove={() => removing.submit(link)}
                    />
                  ),
                },
              ]}
            />
          </Section>
        )}
      </PageState>
      {panel.name === 'link' && <LinkPanel environment={environment} onClose={panel.close} />}
    </>
  );
}

function LinkPanel({ environment, onClose }: { environment: Environment; onClose: () => void }) {
  const text = useText();
  const [other, setOther] = useState<Choice | null>(null);
  const change = useChange({
    change: ({ to, body }: { to: string; body: NewEnvironmentLink }) =>
      putEnvironmentLink(environment, to, body),
    refresh: [keys.all('environments')],
    onDone: onClose,
  });
  const form = useForm({ kind: 'data_feed', direction: 'to', note: '' }, change.problem, ['/other']);
  const { kind, direction, note } = form.values;
  return (
    <FormPanel
      title={text('environments.link.add')}
      submitLabel={text('environments.link.add')}
      onSubmit={() =>
        other &&
        change.submit({
          to: other.id,
          body: { kind: kind.trim(), direction: direction as LinkDirection, note },
        })
      }
      onClose={onClose}
      isPending={change.isPending}
      problem={change.problem}
      faults={form.otherFaults}
      blockedBy={other ? null : text('environments.choose')}
    >
      <EnvironmentPicker
        label={text('column.environment')}
        value={other}
        onChange={setOther}
        error={form.fault('/other')}
        required
      />
      <FieldRow>
        <TextInput label={text('column.kind')} required {...form.field('kind')} />
        <NativeSelect
          label={text('environments.direction')}
          data={DIRECTIONS.map((one) => ({ value: one, label: text(`direction.${one}`) }))}
          {...form.field('direction')}
        />
      </FieldRow>
      <TextInput label={text('field.note')} {...form.field('note')} />
    </FormPanel>
  );
}
