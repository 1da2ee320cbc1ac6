import { Button } from '@mantine/core';
import { Icon } from './Icon';

interface PasskeyButtonProps {
  label: string;
  size?: 'sm';
  loading: boolean;
  onClick: () => void;
}

/** The other way to prove who one is, beside what is typed. */
export function PasskeyButton({ label, ...rest }: PasskeyButtonProps) {
  return (
    <Button variant="default" leftSection={<Icon name="key" size={14} />} {...rest}>
      {label}
    </Button>
  );
}
