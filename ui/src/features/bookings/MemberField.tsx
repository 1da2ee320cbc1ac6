import { NativeSelect } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { environmentsOfGroup } from '../../api/environments';
import type { BookingDetail } from '../../api/types';
import { CheckList } from '../../components/form/CheckList';
import { useText } from '../../i18n/text';

interface MemberFieldProps {
  booking: BookingDetail;
  /** `null` for those that are free and were used least. */
  value: string[] | null;
  onChange: (members: string[] | null) => void;
}

/** Which members of its group a booking takes. */
export function MemberField({ booking, value, onChange }: MemberFieldProps) {
  const text = useText();
  const { group, count, environments } = booking.place;
  const found = useQuery({ ...environmentsOfGroup(group?.id ?? ''), enabled: group !== null });
  const items = (found.data ?? []).map(({ id, name }) => ({ value: id, label: name }));
  return (
    <>
      <NativeSelect
        label={text('bookings.members', { count })}
        value={value === null ? 'free' : 'named'}
        data={(['free', 'named'] as const).map((how) => ({
          value: how,
          label: text(`bookings.members.${how}`),
        }))}
        onChange={(event) =>
          onChange(event.currentTarget.value === 'free' ? null : environments.map(({ id }) => id))
        }
      />
      {value !== null && (
        <CheckList label={text('bookings.members.named')} items={items} chosen={value} onChange={onChange} />
      )}
    </>
  );
}
