import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import type { Problem } from '../../api/problem';
import type { ProblemFault } from '../../api/types';
import { useText } from '../../i18n/text';
import { ProblemAlert } from '../ProblemAlert';
import { ReasonedButton } from '../ReasonedButton';
import { SidePanel } from '../SidePanel';
import styles from './form.module.css';

interface FormPanelProps {
  title: string;
  submitLabel: string;
  onSubmit: () => void;
  onClose: () => void;
  isPending: boolean;
  problem: Problem | null;
  faults?: ProblemFault[];
  whoChanged?: ReactNode;
  /** Why it cannot be sent yet. */
  blockedBy?: string | null;
  /** More things to do with what is shown, such as removing it. */
  extra?: ReactNode;
  children: ReactNode;
}

export function FormPanel(props: FormPanelProps) {
  const text = useText();
  return (
    <SidePanel title={props.title} onClose={props.onClose}>
      <form
        className={styles.form}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          if (!props.blockedBy && !props.isPending) props.onSubmit();
        }}
      >
        {props.problem && (
          <ProblemAlert problem={props.problem} faults={props.faults} whoChanged={props.whoChanged} />
        )}
        {props.children}
        <div className={styles.actions}>
          <ReasonedButton type="submit" loading={props.isPending} blockedBy={props.blockedBy}>
            {props.submitLabel}
          </ReasonedButton>
          <Button variant="default" onClick={props.onClose}>
            {text('action.cancel')}
          </Button>
          {props.extra && <span className={styles.spacer} />}
          {props.extra}
        </div>
      </form>
    </SidePanel>
  );
}

/** Two or three short fields side by side. */
export function FieldRow({ children }: { children: ReactNode }) {
  return <div className={styles.row}>{children}</div>;
}
