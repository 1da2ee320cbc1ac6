import { useMemo } from 'react';
import { useIntl } from 'react-intl';
import { Icon } from '../../../components/Icon';
import styles from '../../../components/timeline/RowLabel.module.css';
import { useText } from '../../../i18n/text';
import type { Slot } from '../../../timeline/core/model';
import type { ResourceGroup } from '../../../timeline/core/resources';
import type { GroupRow, ResourceRow } from '../../../timeline/core/tree';
import type { ResourceLook, Target } from '../../../timeline/view/types';
import type { Grouping, SlotTable } from './resources';
import { SlotCard } from './SlotCard';
import { timesText } from './words';

interface LookOptions {
  slots: SlotTable | undefined;
  grouped: readonly ResourceGroup[];
  grouping: Grouping | null;
  /** Names of environment groups. */
  groups: readonly { readonly id: string; readonly name: string }[];
  isWanted: ((slot: Slot) => boolean) | null;
}

type BookingRow = GroupRow | ResourceRow;

/** What environments and their bookings look like and are called. */
export function useBookingLook({ slots, grouped, grouping, groups, isWanted }: LookOptions): ResourceLook {
  const text = useText();
  const { locale } = useIntl();
  // biome-ignore lint/correctness/useExhaustiveDependencies: `text` is made anew in every render but says the same
  return useMemo(() => {
    const names = new Map(groups.map(({ id, name }) => [id, name]));
    for (const { release } of slots?.bookings.values() ?? []) {
      if (release) names.set(release.id, release.name);
    }
    const counts = new Map(grouped.map(({ key, resources }) => [key, resources.length]));
    const nameOfGroup = (key: string) =>
      names.get(key) ?? text(grouping === 'release' ? 'bookings.group.noRelease' : 'bookings.group.none');
    const wordsOf = ({ name, state, span, isExclusive }: Slot) =>
      state === 'blocked'
        ? text('bookings.slot.blocked', { name, times: timesText(span, locale) })
        : text('bookings.slot', {
            name: name || text('bookings.slot.hidden'),
            state: text(`bookings.state.${state}`),
            usage: text(`bookings.usage.${isExclusive ? 'exclusive' : 'shared'}`),
            times: timesText(span, locale),
          });
    // Slots come and go as one moves; putting times into words takes most of what showing one costs.
    const kept = new Map<string, string>();
    const nameOfSlot = (slot: Slot) => {
      const name = kept.get(slot.id) ?? wordsOf(slot);
      kept.set(slot.id, name);
      return name;
    };
    return {
      of: 'resources',
      name: text('nav.bookings'),
      nameOf: (row: BookingRow) =>
        row.type === 'group'
          ? text('bookings.row.group', { name: nameOfGroup(row.key), count: counts.get(row.key) ?? 0 })
          : text('bookings.row', {
              name: row.resource.name,
              key: row.resource.key,
              count: row.resource.slots.length,
            }),
      labelOf: (row: BookingRow) =>
        row.type === 'group' ? (
          <>
            <span className={styles.sign}>
              <Icon name={grouping === 'release' ? 'releases' : 'environments'} size={14} />
            </span>
            <span className={styles.name}>
              <b>{nameOfGroup(row.key)}</b>
            </span>
            <span className={styles.count}>{counts.get(row.key)}</span>
          </>
        ) : (
          <span className={styles.name}>
            {row.resource.name} <span className={styles.key}>{row.resource.key}</span>
          </span>
        ),
      nameOfSlot,
      isPale: (slot) => isWanted !== null && !isWanted(slot),
      cardOf: ({ row, slot }: Target<BookingRow>) =>
        row.type === 'resource' && (
          <SlotCard resource={row.resource} slot={slot} booking={slots?.bookings.get(slot?.id ?? '')} />
        ),
    };
  }, [slots, grouped, grouping, groups, isWanted, locale]);
}
