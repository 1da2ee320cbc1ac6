import type { DayOff, Offset, OffsetUnit } from '../api/types';
import { useText } from '../i18n/text';

export const OFFSET_UNITS: OffsetUnit[] = ['weeks', 'working_days', 'days'];
export const DAYS_OFF: DayOff[] = ['keep', 'before', 'after'];

/** "Thursday, 5 weeks before". */
export function OffsetValue({ offset }: { offset: Offset | null | undefined }) {
  const text = useText();
  if (!offset) return <span className="faint">{text('value.none')}</span>;
  const count = Math.abs(offset.before);
  const said = text(offset.before < 0 ? `offset.after.${offset.unit}` : `offset.before.${offset.unit}`, {
    count,
  });
  return (
    <>{offset.weekday ? text('offset.on', { weekday: text(`weekday.${offset.weekday}`), said }) : said}</>
  );
}
