import { Button } from '@mantine/core';
import { useState } from 'react';
import { useText } from '../i18n/text';

interface RemoveButtonProps {
  name: string;
  verb?: 'remove' | 'revoke' | 'end' | 'reset';
  isPending: boolean;
  onRemove: () => void;
}

/** Asks once more in the same place, so that one slip of the hand removes nothing. */
export function RemoveButton({ name, verb = 'remove', isPending, onRemove }: RemoveButtonProps) {
  const text = useText();
  const [isAsking, setAsking] = useState(false);
  return (
    <Button
      variant={isAsking ? 'filled' : 'subtle'}
      color="red"
      loading={isPending}
      onClick={() => (isAsking ? onRemove() : setAsking(true))}
      onBlur={() => setAsking(false)}
    >
      {isAsking ? text(`remove.${verb}.sure`, { name }) : text(`remove.${verb}`)}
    </Button>
  );
}
