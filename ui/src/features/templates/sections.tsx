import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import type { ReleaseTemplate } from '../../api/types';
import { Icon, type IconName } from '../../components/Icon';
import { OffsetValue } from '../../components/offset';
import { Section } from '../../components/Page';
import { PlainTable } from '../../components/PlainTable';
import { ReasonedButton } from '../../components/ReasonedButton';
import { RefLink } from '../../components/RefLink';
import { useText } from '../../i18n/text';
import type { ItemOf } from './parts';

interface SectionProps {
  template: ReleaseTemplate;
  /** Opens the panel of an item by its place; of a new one without. */
  onOpen: (index?: string) => void;
}

/** An item with its place, which is all the identity it has. */
interface Placed<Item> {
  item: Item;
  index: number;
}

const placed = <Item,>(items: Item[]): Placed<Item>[] => items.map((item, index) => ({ item, index }));
const rowKey = ({ index }: { index: number }) => String(index);

function AddButton({
  template,
  icon = 'add',
  onClick,
  children,
}: { children: string; icon?: IconName; onClick: () => void } & Pick<SectionProps, 'template'>) {
  const text = useText();
  return (
    <ReasonedButton
      variant="default"
      blockedBy={template.archived_at === null ? null : text('archive.why')}
      leftSection={<Icon name={icon} size={14} />}
      onClick={onClick}
    >
      {children}
    </ReasonedButton>
  );
}

function EditButton({ name, onClick }: { name: string; onClick: () => void }) {
  const text = useText();
  return (
    <Button variant="subtle" size="compact-xs" aria-label={text('action.editOf', { name })} onClick={onClick}>
      {text('action.edit')}
    </Button>
  );
}

export function Phases({ template, onOpen }: SectionProps) {
  const text = useText();
  return (
    <Section
      title={text('plan.phases')}
      actions={
        <AddButton template={template} onClick={() => onOpen()}>
          {text('plan.phase.add')}
        </AddButton>
      }
      empty={template.phases.length === 0 && text('templates.phases.none')}
    >
      <PlainTable<Placed<ItemOf<'phases'>>>
        caption={text('plan.phases')}
        rows={placed(template.phases)}
        rowKey={rowKey}
        columns={[
          { id: 'name', header: text('column.name'), size: 'wide', cell: ({ item }) => item.name },
          {
            id: 'start',
            header: text('templates.firstDay'),
            cell: ({ item }) => <OffsetValue offset={item.start} />,
          },
          {
            id: 'end',
            header: text('templates.lastDay'),
            cell: ({ item }) => <OffsetValue offset={item.end} />,
          },
          {
            id: 'actions',
            header: text('column.actions'),
            cell: ({ item, index }) => <EditButton name={item.name} onClick={() => onOpen(String(index))} />,
          },
        ]}
      />
    </Section>
  );
}

export function Gates({ template, onOpen }: SectionProps) {
  const text = useText();
  return (
    <Section
      title={text('plan.gates')}
      actions={
        <AddButton template={template} onClick={() => onOpen()}>
          {text('plan.gate.add')}
        </AddButton>
      }
      empty={template.milestones.length === 0 && text('templates.gates.none')}
    >
      <PlainTable<Placed<ItemOf<'milestones'>>>
        caption={text('plan.gates')}
        rows={placed(template.milestones)}
        rowKey={rowKey}
        columns={[
          { id: 'name', header: text('column.name'), size: 'wide', cell: ({ item }) => item.name },
          {
            id: 'kind',
            header: text('column.kind'),
            leaves: 'later',
            cell: ({ item }) => text(item.kind === 'gate' ? 'plan.gate' : 'plan.milestone'),
          },
          {
            id: 'due',
            header: text('templates.due'),
            cell: ({ item }) => (
              <>
                <OffsetValue offset={item.due} />
                {item.zone && <span className="faint"> · {item.zone}</span>}
              </>
            ),
          },
          {
            id: 'phase',
            header: text('column.phase'),
            size: 'clip',
            leaves: 'later',
            cell: ({ item }) => item.phase ?? <None />,
          },
          {
            id: 'criteria',
            header: text('templates.criteria'),
            size: 'end',
            leaves: 'later',
            cell: ({ item }) => item.criteria.length,
          },
          {
            id: 'actions',
            header: text('column.actions'),
            cell: ({ item, index }) => <EditButton name={item.name} onClick={() => onOpen(String(index))} />,
          },
        ]}
      />
    </Section>
  );
}

export function Work({ template, onOpen }: SectionProps) {
  const text = useText();
  return (
    <Section
      title={text('templates.activities')}
      actions={
        <AddButton template={template} onClick={() => onOpen()}>
          {text('activities.add')}
        </AddButton>
      }
      empty={template.activities.length === 0 && text('templates.activities.none')}
    >
      <PlainTable<Placed<ItemOf<'activities'>>>
        caption={text('templates.activities')}
        rows={placed(template.activities)}
        rowKey={rowKey}
        columns={[
          { id: 'name', header: text('column.name'), size: 'wide', cell: ({ item }) => item.name },
          {
            id: 'phase',
            header: text('column.phase'),
            size: 'clip',
            leaves: 'later',
            cell: ({ item }) => item.phase ?? <None />,
          },
          {
            id: 'due',
            header: text('templates.lastDay'),
            cell: ({ item }) => <OffsetValue offset={item.due} />,
          },
          {
            id: 'actions',
            header: text('column.actions'),
            cell: ({ item, index }) => <EditButton name={item.name} onClick={() => onOpen(String(index))} />,
          },
        ]}
      />
    </Section>
  );
}

/** Who has a part in every release of the template. */
export function People({ template, onOpen }: SectionProps) {
  const text = useText();
  const lines = template.roles.map(({ person, team, role }) => ({
    id: `${role} ${person?.id ?? team?.id}`,
    what: person?.name ?? team?.name ?? <None />,
    as: text(`raci.${role}`),
  }));
  return (
    <Lines
      title={text('templates.people')}
      as={text('column.role')}
      none={text('templates.people.none')}
      lines={lines}
      button={
        <AddButton template={template} icon="edit" onClick={() => onOpen()}>
          {text('people.change')}
        </AddButton>
      }
    />
  );
}

/** What every release of the template touches. */
export function Systems({ template, onOpen }: SectionProps) {
  const text = useText();
  const lines = template.systems.map(({ system, impact }) => ({
    id: system.id,
    what: <RefLink kind="system" reference={system} />,
    as: text(`impact.${impact}`),
  }));
  return (
    <Lines
      title={text('scope.systems')}
      as={text('column.impact')}
      none={text('templates.systems.none')}
      lines={lines}
      button={
        <AddButton template={template} icon="edit" onClick={() => onOpen()}>
          {text('templates.systems.change')}
        </AddButton>
      }
    />
  );
}

interface LinesProps {
  title: string;
  as: string;
  none: string;
  lines: { id: string; what: ReactNode; as: string }[];
  button: ReactNode;
}

/** A list that is changed as a whole. */
function Lines({ title, as, none, lines, button }: LinesProps) {
  const text = useText();
  return (
    <Section title={title} actions={button} empty={lines.length === 0 && none}>
      <PlainTable
        caption={title}
        rows={lines}
        rowKey={({ id }) => id}
        columns={[
          { id: 'what', header: text('column.name'), size: 'wide', cell: ({ what }) => what },
          { id: 'as', header: as, cell: (line) => line.as },
        ]}
      />
    </Section>
  );
}

function None() {
  const text = useText();
  return <span className="faint">{text('value.none')}</span>;
}
