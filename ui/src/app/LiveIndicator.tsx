import { Tooltip } from '@mantine/core';
import { useText } from '../i18n/text';
import { useLiveState } from '../live/LiveProvider';
import styles from './Shell.module.css';

/** Whether what is on screen follows the journal, as colour, shape and word. */
export function LiveIndicator() {
  const text = useText();
  const state = useLiveState();
  return (
    <Tooltip label={text(`live.${state}.detail`)} position="right">
      <span className={styles.live} role="status" data-state={state}>
        {text(`live.${state}`)}
      </span>
    </Tooltip>
  );
}
