import { Button } from '@mantine/core';
import type { RunBoard } from '../../../api/types';
import { PlainBadge } from '../../../components/Badges';
import { OpenButton } from '../../../components/OpenButton';
import { EmptyState } from '../../../components/PageState';
import { PlainTable } from '../../../components/PlainTable';
import { TimeText } from '../../../components/Time';
import { useText } from '../../../i18n/text';
import { ownerName } from '../plan/columns';

interface IssuesProps {
  board: RunBoard;
  onOpen: (id: string) => void;
  onRaise: () => void;
}

/** What was found wrong: what nobody decided yet first. */
export function Issues({ board, onOpen, onRaise }: IssuesProps) {
  const text = useText();
  const raise = <Button onClick={onRaise}>{text('run.issue.raise')}</Button>;
  const issues = board.issues.toSorted(
    (left, right) => Number(left.decision !== null) - Number(right.decision !== null),
  );
  if (issues.length === 0)
    return <EmptyState title={text('run.issues.none')} detail={text('run.issues.next')} action={raise} />;
  return (
    <>
      <div style={{ padding: '8px 16px' }}>{raise}</div>
      <PlainTable
        caption={text('run.issues')}
        rows={issues}
        rowKey={({ id }) => id}
        columns={[
          {
            id: 'title',
            header: text('column.title'),
            size: 'wide',
            cell: ({ id, title }) => <OpenButton onOpen={() => onOpen(id)}>{title}</OpenButton>,
          },
          {
            id: 'state',
            header: text('column.status'),
            cell: ({ decision }) => (
              <PlainBadge tone={decision === null ? 'bad' : 'good'}>
                {text(decision === null ? 'run.issue.open' : 'run.issue.decided')}
              </PlainBadge>
            ),
          },
          { id: 'task', header: text('task.name'), size: 'end', cell: ({ task }) => task },
          { id: 'owner', header: text('task.owner'), cell: (issue) => ownerName(issue) },
          {
            id: 'raised',
            header: text('run.issue.raised'),
            leaves: 'notOnPhone',
            cell: ({ raised_by, created_at }) => (
              <>
                {raised_by?.name} <TimeText at={created_at} distance />
              </>
            ),
          },
        ]}
      />
    </>
  );
}
