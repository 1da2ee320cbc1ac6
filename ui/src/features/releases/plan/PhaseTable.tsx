import { useIntl } from 'react-intl';
import type { Phase } from '../../../api/types';
import { Section } from '../../../components/Page';
import { PlainTable } from '../../../components/PlainTable';
import { DayText } from '../../../components/Time';
import { usePanel } from '../../../components/useSearchState';
import { useText } from '../../../i18n/text';
import { daysBetween } from '../../../time/day';
import { useRelease } from '../ReleaseContext';
import { AddButton, RowButton } from '../SectionButtons';

export function PhaseTable({ phases }: { phases: Phase[] }) {
  const text = useText();
  const { formatNumber } = useIntl();
  const panel = usePanel();
  const { zone } = useRelease();
  return (
    <Section
      title={text('plan.phases')}
      actions={<AddButton onClick={() => panel.open('phase')}>{text('plan.phase.add')}</AddButton>}
      empty={phases.length === 0 && text('plan.phases.none')}
    >
      <PlainTable
        caption={text('plan.phases')}
        rows={phases}
        rowKey={(phase) => phase.id}
        columns={[
          { id: 'name', header: text('column.name'), size: 'wide', cell: (phase) => phase.name },
          {
            id: 'start',
            header: text('plan.from', { zone }),
            cell: (phase) => <DayText day={phase.start} />,
          },
          { id: 'end', header: text('plan.to', { zone }), cell: (phase) => <DayText day={phase.end} /> },
          {
            id: 'days',
            header: text('plan.days'),
            size: 'end',
            leaves: 'notOnPhone',
            cell: (phase) => formatNumber(daysBetween(phase.start, phase.end) + 1),
          },
          {
            id: 'actions',
            header: text('column.actions'),
            cell: (phase) => (
              <RowButton
                label={text('action.editOf', { name: phase.name })}
                onClick={() => panel.open('phase', phase.id)}
              >
                {text('action.edit')}
              </RowButton>
            ),
          },
        ]}
      />
    </Section>
  );
}
