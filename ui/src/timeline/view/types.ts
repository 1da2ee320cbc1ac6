import type { ReactNode } from 'react';
import type { Span } from '../core/days';
import type { Edit, Grip, Part } from '../core/edit';
import type { Cluster } from '../core/markers';
import type { Ghost, Marker, Slot, TimelineItem } from '../core/model';
import type { Row } from '../core/tree';

/** What one points at or has chosen: a row, or a marker (with its neighbours) or a slot on it. */
export interface Target<Of extends Row = Row> {
  readonly row: Of;
  readonly cluster: Cluster | null;
  readonly slot: Slot | null;
}

/** Everything the timeline shows but does not decide. Functions stay the same while what they answer does. */
export type TimelineLook = ReleaseLook | ResourceLook;

interface AnyLook {
  /** Accessible name of the whole. */
  readonly name: string;
  /** The name of a row as it is shown. */
  labelOf(row: Row): ReactNode;
  /** The row in words: what it is, its state and its days. */
  nameOf(row: Row): string;
  /** What the card beside the pointer says. */
  cardOf(target: Target): ReactNode;
}

/** … of releases. */
export interface ReleaseLook extends AnyLook {
  readonly of: 'releases';
  /** A CSS colour. */
  toneOf(item: TimelineItem): string;
  /** A release that will not happen is drawn hollow. */
  isHollow(item: TimelineItem): boolean;
  /** Where it was in a former plan, when that is to be seen and was elsewhere. */
  ghostOf(item: TimelineItem): Ghost | null;
  /** The markers in words: name, state and day of each. */
  nameOfCluster(cluster: Cluster): string;
}

/** … of resources. */
export interface ResourceLook extends AnyLook {
  readonly of: 'resources';
  /** A slot in words: what it is, its state and its times. */
  nameOfSlot(slot: Slot): string;
  /** Others are asked for; this one is there to say who has the place. */
  isPale(slot: Slot): boolean;
}

export interface TimelineActions {
  toggle(row: string): void;
  /** Shows everything there is. */
  fit(): void;
  /** Opens the page of a release. */
  open(row: Row): void;
  /** Shows the detail of a release or of some of its markers. */
  choose(target: Target): void;
  /** Opens the form in which its days are typed. */
  move(target: Target): void;
}

/** Where something would be. */
export interface PlanGhost {
  readonly id: string;
  /** The row it is drawn in, and of a resource in which lane. */
  readonly row: string;
  readonly lane?: number;
  /** … or this one, when there is no such row. */
  readonly orRow: string | null;
  /** Of a gate or milestone, what it is. */
  readonly marker: Marker['kind'] | null;
  readonly span: Span;
  /** Something stands against it. */
  readonly trouble: 'blocks' | 'warns' | null;
}

/** Moving things on the timeline. What it means is decided elsewhere; functions stay the same while what they do does. */
export interface TimelineEditing {
  canHold(grip: Grip): boolean;
  /** The days of an edit and how far they are, for the label beside it. */
  wordsOf(edit: Edit): string;
  /** The same for the ear, with what to press next. */
  spokenOf(edit: Edit): string;
  readonly words: {
    readonly back: string;
    /** Why what has the focus cannot be held; `null` for what is nothing to hold. */
    fixedOf(part: Part | null): string;
  };
  /** It stays there for a moment; `null` when it moved on. */
  onRest(edit: Edit | null): void;
  onDrop(edit: Edit): void;
  onCancel(): void;
  /** What would move. */
  readonly ghosts: readonly PlanGhost[];
  /** Below the label: how much would move along, and what stands against it. */
  readonly card: ReactNode;
}
