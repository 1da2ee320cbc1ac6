import { Button } from '@mantine/core';
import { useState } from 'react';
import { type Archivable, archiveOrRestore, type Kept } from '../api/archive';
import { useChange } from '../api/change';
import { keys } from '../api/keys';
import { useText } from '../i18n/text';
import { Icon } from './Icon';
import { notify } from './notices';
import { ProblemAlert } from './ProblemAlert';

interface ArchiveButtonProps {
  noun: Archivable;
  thing: Kept;
  onDone?: () => void;
}

/** Puts a thing out of sight, or brings it back. Archiving asks once more; restoring harms nobody. */
export function ArchiveButton({ noun, thing, onDone }: ArchiveButtonProps) {
  const text = useText();
  const [isAsking, setAsking] = useState(false);
  const isArchived = thing.archived_at !== null;
  const change = useChange({
    change: (_: undefined, key) => archiveOrRestore(noun, thing, key),
    refresh: [keys.all(noun), keys.lists('calendar')],
    onDone: (changed) => {
      setAsking(false);
      notify(text(isArchived ? 'archive.restored' : 'archive.archived', { name: changed.name }));
      onDone?.();
    },
  });
  return (
    <>
      {change.problem && <ProblemAlert problem={change.problem} />}
      <Button
        variant={isAsking ? 'filled' : 'default'}
        leftSection={<Icon name="archive" size={14} />}
        loading={change.isPending}
        onClick={() => (isArchived || isAsking ? change.submit(undefined) : setAsking(true))}
        onBlur={() => setAsking(false)}
      >
        {isArchived
          ? text('archive.restore')
          : isAsking
            ? text('archive.sure', { name: thing.name })
            : text('archive.archive')}
      </Button>
    </>
  );
}
