import { useIntl } from 'react-intl';
import type { SeriesRelease } from '../../api/types';
import { PlainTable } from '../../components/PlainTable';
import { useText } from '../../i18n/text';
import { formatDay } from '../../time/format';

/** What would be made, with every target that met a day off and how many other dates did. */
export function SeriesTable({ items }: { items: SeriesRelease[] }) {
  const text = useText();
  const { locale } = useIntl();
  return (
    <PlainTable<SeriesRelease>
      caption={text('series.title')}
      rows={items}
      rowKey={({ key }) => key}
      columns={[
        { id: 'key', header: text('column.key'), cell: ({ key }) => <span className="mono">{key}</span> },
        {
          id: 'target',
          header: text('column.target'),
          cell: ({ target, counted }) => (
            <>
              {formatDay(target.date, locale)}
              {target.date !== counted && (
                <span className="faint">
                  {' '}
                  · {text('series.insteadOf', { day: formatDay(counted, locale) })}
                </span>
              )}
            </>
          ),
        },
        {
          id: 'daysOff',
          header: text('series.daysOff'),
          size: 'end',
          cell: ({ days_off }) => days_off.length,
        },
      ]}
    />
  );
}
