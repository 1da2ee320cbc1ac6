import { Button, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { putSystemDependency, removeSystemDependency, systemDependenciesQuery } from '../../api/catalog';
import { useChange } from '../../api/change';
import { keys } from '../../api/keys';
import type { System, SystemDependency } from '../../api/types';
import { FormPanel } from '../../components/form/FormPanel';
import { SystemPicker } from '../../components/form/pickers';
import type { Choice } from '../../components/form/RefPicker';
import { useForm } from '../../components/form/useForm';
import { MapLink } from '../../components/MapLink';
import { Section } from '../../components/Page';
import { PageState } from '../../components/PageState';
import { PlainTable } from '../../components/PlainTable';
import { ProblemAlert } from '../../components/ProblemAlert';
import { RefLink } from '../../components/RefLink';
import { RemoveButton } from '../../components/RemoveButton';
import { usePanel } from '../../components/useSearchState';
import { useText } from '../../i18n/text';

/** What it needs, which may be changed here, and what needs it, which is changed over there. */
export function DependenciesSection({ system }: { system: System }) {
  const text = useText();
  const panel = usePanel();
  const dependencies = useQuery(systemDependenciesQuery(system.id));
  const removing = useChange({
    change: (other: string) => removeSystemDependency(system, other),
    refresh: [keys.all('systems')],
  });
  return (
    <PageState query={dependencies}>
      {({ upstream, downstream }) => (
        <>
          <Section
            title={text('systems.upstream')}
            actions={
              <>
                <MapLink kind="system" of={system.key} />
                <Button variant="default" onClick={() => panel.open('upstream')}>
                  {text('needs.add')}
                </Button>
              </>
            }
            empty={upstream.length === 0 && text('systems.upstream.none')}
          >
            {removing.problem && <ProblemAlert problem={removing.problem} />}
            <DependencyTable
              caption={text('systems.upstream')}
              rows={upstream}
              remove={{ isPending: removing.isPending, run: removing.submit }}
            />
          </Section>
          <Section
            title={text('systems.downstream')}
            empty={downstream.length === 0 && text('systems.downstream.none')}
          >
            <DependencyTable caption={text('systems.downstream')} rows={downstream} />
          </Section>
          {panel.name === 'upstream' && <UpstreamPanel system={system} onClose={panel.close} />}
        </>
      )}
    </PageState>
  );
}

interface DependencyTableProps {
  caption: string;
  rows: SystemDependency[];
  remove?: { isPending: boolean; run: (id: string) => void };
}

function DependencyTable({ caption, rows, remove }: DependencyTableProps) {
  const text = useText();
  return (
    <PlainTable
      caption={caption}
      rows={rows}
      rowKey={({ system }) => system.id}
      columns={[
        {
          id: 'name',
          header: text('column.system'),
          cell: ({ system }) => <RefLink kind="system" reference={system} />,
        },
        { id: 'note', header: text('field.note'), size: 'wide', cell: ({ note }) => note },
        ...(remove
          ? [
              {
                id: 'actions',
                header: text('column.actions'),
                cell: ({ system }: SystemDependency) => (
                  <RemoveButton
                    name={system.name}
                    isPending={remove.isPending}
                    onRemove={() => remove.run(system.id)}
                  />
                ),
              },
            ]
          : []),
      ]}
    />
  );
}

function UpstreamPanel({ system, onClose }: { system: System; onClose: () => void }) {
  const text = useText();
  const [other, setOther] = useState<Choice | null>(null);
  const change = useChange({
    change: ({ id, note }: { id: string; note: string }) => putSystemDependency(system, id, note),
    refresh: [keys.all('systems')],
    onDone: onClose,
  });
  const form = useForm({ note: '' }, change.problem, ['/system']);
  return (
    <FormPanel
      title={text('needs.add')}
      submitLabel={text('needs.add')}
      onSubmit={() => other && change.submit({ id: other.id, note: form.values.note })}
      onClose={onClose}
      isPending={change.isPending}
      problem={change.problem}
      faults={form.otherFaults}
      blockedBy={other ? null : text('scope.system.choose')}
    >
      <SystemPicker
        label={text('column.system')}
        value={other}
        onChange={setOther}
        error={form.fault('/system')}
        required
      />
      <TextInput label={text('field.note')} {...form.field('note')} />
    </FormPanel>
  );
}
