import type { ReactNode } from 'react';
import type { Cluster } from '../core/markers';
import type { Ghost, TimelineItem } from '../core/model';
import type { Row } from '../core/tree';

/** What one points at or has chosen: a row, or a marker (with its neighbours) on it. */
export interface Target {
  readonly row: Row;
  readonly cluster: Cluster | null;
}

/** Everything the timeline shows but does not decide. Functions stay the same while what they answer does. */
export interface TimelineLook {
  /** Accessible name of the whole. */
  readonly name: string;
  /** A CSS colour. */
  toneOf(item: TimelineItem): string;
  /** A release that will not happen is drawn hollow. */
  isHollow(item: TimelineItem): boolean;
  /** Where it was in a former plan, when that is to be seen and was elsewhere. */
  ghostOf(item: TimelineItem): Ghost | null;
  /** The name of a row as it is shown. */
  labelOf(row: Row): ReactNode;
  /** The row in words: what it is, its state and its days. */
  nameOf(row: Row): string;
  /** The markers in words: name, state and day of each. */
  nameOfCluster(cluster: Cluster): string;
  /** What the card beside the pointer says. */
  cardOf(target: Target): ReactNode;
}

export interface TimelineActions {
  toggle(row: string): void;
  /** Shows everything there is. */
  fit(): void;
  /** Opens the page of a release. */
  open(row: Row): void;
  /** Shows the detail of a release or of some of its markers. */
  choose(target: Target): void;
}
