import { ActionIcon, Button } from '@mantine/core';
import { Icon } from '../../components/Icon';
import { PortfolioFilter } from '../../components/PortfolioFilter';
import { useText } from '../../i18n/text';
import type { Day } from '../../time/day';
import { Segments } from './Segments';
import styles from './SpanBar.module.css';
import { LENGTHS, type Length, moved } from './span';

interface SpanBarProps {
  from: Day;
  weeks: Length;
  /** What there is to choose from. */
  lengths?: readonly Length[];
  portfolio: string | undefined;
  onChange: (changes: { from?: string; weeks?: string; portfolio?: string | undefined }) => void;
}

/** Which weeks, and of which portfolio. */
export function SpanBar({ from, weeks, lengths = LENGTHS, portfolio, onChange }: SpanBarProps) {
  const text = useText();
  return (
    <>
      <div className={styles.moves}>
        <ActionIcon
          aria-label={text('insight.earlier')}
          onClick={() => onChange({ from: moved(from, weeks, -1) })}
        >
          <span className={styles.back}>
            <Icon name="chevron" />
          </span>
        </ActionIcon>
        <Button variant="default" onClick={() => onChange({ from: undefined })}>
          {text('timeline.today')}
        </Button>
        <ActionIcon
          aria-label={text('insight.later')}
          onClick={() => onChange({ from: moved(from, weeks, 1) })}
        >
          <Icon name="chevron" />
        </ActionIcon>
      </div>
      <Segments
        label={text('insight.length')}
        value={weeks}
        options={lengths.map((length) => ({ value: length, label: text(`insight.weeks.${length}`) }))}
        onChange={(length) => onChange({ weeks: length })}
      />
      <PortfolioFilter value={portfolio} onChange={(chosen) => onChange({ portfolio: chosen })} />
    </>
  );
}
