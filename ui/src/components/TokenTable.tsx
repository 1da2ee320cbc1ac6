import type { Right, Token } from '../api/types';
import { useText } from '../i18n/text';
import { PlainTable } from './PlainTable';
import { RemoveButton } from './RemoveButton';
import { TimeText } from './Time';

interface TokenTableProps {
  tokens: Token[];
  isPending: boolean;
  onRevoke: (id: string) => void;
}

/** What a token is for at most. */
function Scope({ scope }: { scope: Right[] | null }) {
  const text = useText();
  if (scope === null) return <span className="faint">{text('tokens.scope.whole')}</span>;
  if (scope.length === 0) return text('tokens.scope.read');
  return scope.map((right) => text(`right.${right}.short`)).join(', ');
}

/** Tokens, each with what takes it back. */
export function TokenTable({ tokens, isPending, onRevoke }: TokenTableProps) {
  const text = useText();
  return (
    <PlainTable<Token>
      caption={text('nav.tokens')}
      rows={tokens}
      rowKey={({ id }) => id}
      columns={[
        { id: 'name', header: text('column.name'), size: 'wide', cell: ({ name }) => name },
        {
          id: 'scope',
          header: text('tokens.scope'),
          leaves: 'notOnPhone',
          cell: ({ scope }) => <Scope scope={scope} />,
        },
        {
          id: 'created',
          header: text('tokens.created'),
          leaves: 'notOnPhone',
          cell: ({ created_at }) => <TimeText at={created_at} />,
        },
        {
          id: 'used',
          header: text('tokens.used'),
          leaves: 'notOnPhone',
          cell: ({ last_used_at }) =>
            last_used_at ? <TimeText at={last_used_at} distance /> : text('tokens.used.never'),
        },
        {
          id: 'expires',
          header: text('tokens.expires'),
          cell: ({ expires_at }) =>
            expires_at ? <TimeText at={expires_at} /> : text('tokens.expires.never'),
        },
        {
          id: 'actions',
          header: text('column.actions'),
          cell: ({ id, name }) => (
            <RemoveButton name={name} verb="revoke" isPending={isPending} onRemove={() => onRevoke(id)} />
          ),
        },
      ]}
    />
  );
}
