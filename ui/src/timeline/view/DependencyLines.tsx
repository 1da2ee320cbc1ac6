import { memo } from 'react';
import type { Day } from '../core/days';
import type { DependencyLine } from '../core/dependencies';
import styles from './DependencyLines.module.css';
import { placed } from './style';

interface DependencyLinesProps {
  lines: readonly DependencyLine[];
  origin: Day;
  /** The release whose needs stand out. */
  chosen: string | null;
}

/**
 * Decoration: the card and the panel of a release say in words what it needs. Each line is one box with two borders,
 * so that a zoom moves it without drawing it anew.
 */
export const DependencyLines = memo(function DependencyLines({
  lines,
  origin,
  chosen,
}: DependencyLinesProps) {
  return lines.map((line) => {
    const { dependency, span, from, to } = line;
    const isDown = to > from;
    return (
      <div
        key={line.id}
        aria-hidden="true"
        className={styles.line}
        data-dependency={line.id}
        data-down={isDown || undefined}
        data-back={line.isBack || undefined}
        data-hard={dependency.hard || undefined}
        data-trouble={dependency.trouble ?? undefined}
        data-chosen={dependency.needs === chosen || dependency.release === chosen || undefined}
        style={{
          ...placed(origin, span.start, span.end),
          top: Math.min(from, to),
          height: Math.abs(to - from),
        }}
      >
        <span className={styles.head} />
      </div>
    );
  });
});
