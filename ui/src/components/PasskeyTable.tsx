import type { Passkey } from '../api/types';
import { useText } from '../i18n/text';
import { PlainTable } from './PlainTable';
import { RemoveButton } from './RemoveButton';
import { TimeText } from './Time';

interface PasskeyTableProps {
  passkeys: Passkey[];
  isPending?: boolean;
  /** Absent where they are only looked at. */
  onRemove?: (passkey: Passkey) => void;
}

/** Passkeys, each with when it came and when it was used. */
export function PasskeyTable({ passkeys, isPending = false, onRemove }: PasskeyTableProps) {
  const text = useText();
  return (
    <PlainTable<Passkey>
      caption={text('passkey.title')}
      rows={passkeys}
      rowKey={({ id }) => id}
      columns={[
        { id: 'name', header: text('column.name'), size: 'wide', cell: ({ name }) => name },
        {
          id: 'created',
          header: text('passkey.since'),
          leaves: 'notOnPhone',
          cell: ({ created_at }) => <TimeText at={created_at} />,
        },
        {
          id: 'used',
          header: text('passkey.used'),
          cell: ({ last_used_at }) =>
            last_used_at ? (
              <TimeText at={last_used_at} distance />
            ) : (
              <span className="faint">{text('passkey.never')}</span>
            ),
        },
        ...(onRemove
          ? [
              {
                id: 'actions',
                header: text('column.actions'),
                cell: (passkey: Passkey) => (
                  <RemoveButton
                    name={passkey.name}
                    isPending={isPending}
                    onRemove={() => onRemove(passkey)}
                  />
                ),
              },
            ]
          : []),
      ]}
    />
  );
}
