import type { OpenSession } from '../api/types';
import { useText } from '../i18n/text';
import { PlainTable } from './PlainTable';
import { RemoveButton } from './RemoveButton';
import styles from './SessionTable.module.css';
import { TimeText } from './Time';

interface SessionTableProps {
  sessions: OpenSession[];
  isPending: boolean;
  onEnd: (session: OpenSession) => void;
}

/** Sessions, each with what ends it. The one that looks at them is ended by signing out. */
export function SessionTable({ sessions, isPending, onEnd }: SessionTableProps) {
  const text = useText();
  const deviceOf = ({ device }: OpenSession) => device || text('sessions.device.unknown');
  return (
    <PlainTable<OpenSession>
      caption={text('sessions.title')}
      rows={sessions}
      rowKey={({ id }) => id}
      columns={[
        {
          id: 'device',
          header: text('sessions.device'),
          size: 'wide',
          cell: (session) => (
            <>
              {deviceOf(session)}{' '}
              {session.here && <span className={styles.here}>{text('sessions.here')}</span>}
            </>
          ),
        },
        {
          id: 'address',
          header: text('sessions.address'),
          leaves: 'notOnPhone',
          cell: ({ address }) => address ?? <span className="faint">{text('value.none')}</span>,
        },
        {
          id: 'since',
          header: text('sessions.since'),
          leaves: 'notOnPhone',
          cell: ({ created_at }) => <TimeText at={created_at} />,
        },
        {
          id: 'seen',
          header: text('sessions.seen'),
          cell: ({ last_used_at }) => <TimeText at={last_used_at} distance />,
        },
        {
          id: 'actions',
          header: text('column.actions'),
          cell: (session) =>
            !session.here && (
              <RemoveButton
                name={deviceOf(session)}
                verb="end"
                isPending={isPending}
                onRemove={() => onEnd(session)}
              />
            ),
        },
      ]}
    />
  );
}
