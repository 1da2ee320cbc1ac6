import { Link } from '@tanstack/react-router';
import type { Milestone } from '../../../api/types';
import { GateBadge } from '../../../components/Badges';
import { Section } from '../../../components/Page';
import { PlainTable } from '../../../components/PlainTable';
import type { Pages } from '../../../components/ShowMore';
import { DueText, TimeText } from '../../../components/Time';
import { usePanel } from '../../../components/useSearchState';
import { useText } from '../../../i18n/text';
import { useRelease } from '../ReleaseContext';
import { AddButton, RowButton } from '../SectionButtons';

export function MilestoneTable({ milestones, pages }: { milestones: Milestone[]; pages: Pages }) {
  const text = useText();
  const panel = usePanel();
  const { key } = useRelease();
  return (
    <Section
      title={text('plan.gates')}
      actions={<AddButton onClick={() => panel.open('milestone')}>{text('plan.gate.add')}</AddButton>}
      empty={milestones.length === 0 && text('plan.gates.none')}
    >
      <PlainTable
        caption={text('plan.gates')}
        rows={milestones}
        pages={pages}
        rowKey={(milestone) => milestone.id}
        columns={[
          {
            id: 'name',
            header: text('column.name'),
            size: 'wide',
            cell: ({ kind, key: gate, name }) =>
              kind === 'gate' ? (
                <Link to="/releases/$key/gates/$gate" params={{ key, gate }}>
                  {name}
                </Link>
              ) : (
                name
              ),
          },
          {
            id: 'kind',
            header: text('column.kind'),
            cell: (milestone) => text(milestone.kind === 'gate' ? 'plan.gate' : 'plan.milestone'),
          },
          {
            id: 'state',
            header: text('column.state'),
            cell: (milestone) => <GateBadge state={milestone.state} />,
          },
          {
            id: 'due',
            header: text('column.due'),
            cell: (milestone) => <DueText due={milestone.due} distance={milestone.state === 'pending'} />,
          },
          {
            id: 'phase',
            header: text('column.phase'),
            size: 'clip',
            leaves: 'later',
            cell: (milestone) => milestone.phase?.name ?? <span className="faint">{text('value.none')}</span>,
          },
          {
            id: 'responsible',
            header: text('column.responsible'),
            size: 'clip',
            leaves: 'later',
            cell: (milestone) =>
              milestone.responsible ?? <span className="faint">{text('value.nobody')}</span>,
          },
          {
            id: 'decided',
            header: text('plan.decided'),
            size: 'clip',
            leaves: 'later',
            cell: (milestone) =>
              milestone.decided_at ? (
                <>
                  {milestone.decided_by?.name ?? text('journal.system')} ·{' '}
                  <TimeText at={milestone.decided_at} distance />
                </>
              ) : (
                <span className="faint">{text('value.none')}</span>
              ),
          },
          {
            id: 'actions',
            header: text('column.actions'),
            cell: (milestone) => (
              <>
                <RowButton
                  label={text(milestone.state === 'pending' ? 'plan.decideOf' : 'plan.reopenOf', {
                    name: milestone.name,
                  })}
                  onClick={() => panel.open('decide', milestone.id)}
                >
                  {text(milestone.state === 'pending' ? 'plan.decide' : 'plan.reopen')}
                </RowButton>
                <RowButton
                  label={text('action.editOf', { name: milestone.name })}
                  onClick={() => panel.open('milestone', milestone.id)}
                >
                  {text('action.edit')}
                </RowButton>
              </>
            ),
          },
        ]}
      />
    </Section>
  );
}
