import { Button } from '@mantine/core';
import { Icon } from '../../components/Icon';
import { ReasonedButton } from '../../components/ReasonedButton';
import { useText } from '../../i18n/text';
import { useReadOnlyReason } from './ReleaseContext';

export function AddButton({ onClick, children }: { onClick: () => void; children: string }) {
  const text = useText();
  const blockedBy = useReadOnlyReason(text('archive.why'));
  return (
    <ReasonedButton
      variant="default"
      blockedBy={blockedBy}
      leftSection={<Icon name="add" size={14} />}
      onClick={onClick}
    >
      {children}
    </ReasonedButton>
  );
}

/** A quiet button of a row; its name says of which row. */
export function RowButton({
  label,
  onClick,
  children,
}: {
  label: string;
  onClick: () => void;
  children: string;
}) {
  return (
    <Button variant="subtle" size="compact-xs" aria-label={label} onClick={onClick}>
      {children}
    </Button>
  );
}
