import { Button, type ButtonProps, Tooltip } from '@mantine/core';
import { type ReactNode, useId } from 'react';

interface ReasonedButtonProps extends ButtonProps {
  /** Why it cannot be pressed now; nothing when it can. */
  blockedBy?: string | null;
  onClick?: () => void;
  type?: 'button' | 'submit';
  autoFocus?: boolean;
  children: ReactNode;
}

/** A button that, when disabled, can still be reached and says why. */
export function ReasonedButton({ blockedBy, onClick, type = 'button', ...rest }: ReasonedButtonProps) {
  const reasonId = useId();
  if (!blockedBy) return <Button {...rest} type={type} onClick={onClick} />;
  return (
    <Tooltip label={blockedBy}>
      <span>
        <Button
          {...rest}
          type="button"
          aria-disabled
          data-disabled
          aria-describedby={reasonId}
          onClick={(event) => event.preventDefault()}
        />
        <span id={reasonId} className="visually-hidden">
          {blockedBy}
        </span>
      </span>
    </Tooltip>
  );
}
