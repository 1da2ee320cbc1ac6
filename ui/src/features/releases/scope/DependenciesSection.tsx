import { Checkbox, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { dependencyPart, releaseDependenciesQuery } from '../../../api/scope';
import type { ReleaseDependency } from '../../../api/types';
import { FormPanel } from '../../../components/form/FormPanel';
import { chosen, ReleasePicker } from '../../../components/form/pickers';
import { useForm } from '../../../components/form/useForm';
import { Section } from '../../../components/Page';
import { PageState } from '../../../components/PageState';
import { PlainTable } from '../../../components/PlainTable';
import { RefLink } from '../../../components/RefLink';
import { RemoveButton } from '../../../components/RemoveButton';
import { usePanel } from '../../../components/useSearchState';
import { useText } from '../../../i18n/text';
import { useRelease } from '../ReleaseContext';
import { AddButton, RowButton } from '../SectionButtons';
import { WhoChanged } from '../WhoChanged';
import { useEntryChange } from './useEntryChange';

export function DependenciesSection() {
  const text = useText();
  const panel = usePanel();
  const dependencies = useQuery(releaseDependenciesQuery(useRelease().id));
  return (
    <PageState query={dependencies}>
      {({ needs, needed_by }) => {
        const open = needs.find(({ release }) => release.id === panel.subject);
        return (
          <>
            <Section
              title={text('needs.title')}
              actions={<AddButton onClick={() => panel.open('need')}>{text('needs.add')}</AddButton>}
              empty={needs.length === 0 && text('needs.none')}
            >
              <DependencyTable
                caption={text('needs.title')}
                rows={needs}
                onEdit={(id) => panel.open('need', id)}
              />
            </Section>
            <Section title={text('neededBy.title')} empty={needed_by.length === 0 && text('neededBy.none')}>
              <DependencyTable caption={text('neededBy.title')} rows={needed_by} />
            </Section>
            {panel.name === 'need' && (panel.subject === undefined || open) && (
              <NeedPanel key={panel.subject} need={open} onClose={panel.close} />
            )}
          </>
        );
      }}
    </PageState>
  );
}

interface DependencyTableProps {
  caption: string;
  rows: ReleaseDependency[];
  onEdit?: (id: string) => void;
}

function DependencyTable({ caption, rows, onEdit }: DependencyTableProps) {
  const text = useText();
  return (
    <PlainTable
      caption={caption}
      rows={rows}
      rowKey={({ release }) => release.id}
      columns={[
        {
          id: 'key',
          header: text('column.key'),
          cell: ({ release }) => <span className="mono">{release.key}</span>,
        },
        {
          id: 'name',
          header: text('column.release'),
          cell: ({ release }) => <RefLink kind="release" reference={release} />,
        },
        {
          id: 'hard',
          header: text('needs.strength'),
          cell: ({ hard }) => text(hard ? 'needs.hard' : 'needs.soft'),
        },
        { id: 'note', header: text('field.note'), size: 'wide', cell: ({ note }) => note },
        ...(onEdit
          ? [
              {
                id: 'actions',
                header: text('column.actions'),
                cell: ({ release }: ReleaseDependency) => (
                  <RowButton
                    label={text('action.editOf', { name: release.name })}
                    onClick={() => onEdit(release.id)}
                  >
                    {text('action.edit')}
                  </RowButton>
                ),
              },
            ]
          : []),
      ]}
    />
  );
}

function NeedPanel({ need, onClose }: { need: ReleaseDependency | undefined; onClose: () => void }) {
  const text = useText();
  const [release, setRelease] = useState(() => chosen(need?.release));
  const [hard, setHard] = useState(need?.hard ?? true);
  const { putting, removing, problem } = useEntryChange(dependencyPart, onClose);
  const form = useForm({ note: need?.note ?? '' }, problem, need ? [] : ['/release']);
  return (
    <FormPanel
      title={need ? text('action.editOf', { name: need.release.name }) : text('needs.add')}
      submitLabel={text(need ? 'action.save' : 'needs.add')}
      onSubmit={() =>
        release && putting.submit({ other: release.id, body: { hard, note: form.values.note } })
      }
      onClose={onClose}
      isPending={putting.isPending}
      problem={problem}
      faults={form.otherFaults}
      whoChanged={<WhoChanged />}
      blockedBy={release ? null : text('needs.choose')}
      extra={
        need && (
          <RemoveButton
            name={need.release.name}
            isPending={removing.isPending}
            onRemove={() => removing.submit(need.release.id)}
          />
        )
      }
    >
      {!need && (
        <ReleasePicker
          label={text('column.release')}
          value={release}
          onChange={setRelease}
          error={form.fault('/release')}
          required
        />
      )}
      <Checkbox
        label={text('needs.hard')}
        description={text('needs.hard.what')}
        checked={hard}
        onChange={(event) => setHard(event.currentTarget.checked)}
      />
      <TextInput label={text('field.note')} {...form.field('note')} />
    </FormPanel>
  );
}
