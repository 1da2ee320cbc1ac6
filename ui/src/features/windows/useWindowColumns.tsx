import { useMemo } from 'react';
import { useIntl } from 'react-intl';
import type { WindowItem } from '../../api/types';
import { WindowBadge } from '../../components/Badges';
import type { DataColumn } from '../../components/DataTable';
import { OpenButton } from '../../components/OpenButton';
import { RefLink } from '../../components/RefLink';
import { useText } from '../../i18n/text';
import { weekdayName } from '../../time/format';
import { formatLocalSpan } from '../../time/local';
import { ruleOf, WEEKDAYS } from './rule';

type Words = ReturnType<typeof useText>;

/** The rule in a few words. */
function repeats(window: WindowItem, text: Words, locale: string): string {
  const rule = ruleOf(window.recurrence, window.start.slice(0, 10));
  if (rule.repeat === 'custom') return rule.custom.replaceAll('\n', ' ');
  const days = WEEKDAYS.flatMap((day, index) =>
    rule.weekdays.includes(day) ? [weekdayName(index, locale)] : [],
  );
  const word = text(`windows.repeat.${rule.repeat}`);
  const every = rule.interval === '1' ? word : text('windows.everyOf', { word, interval: rule.interval });
  return days.length > 0 ? `${every}: ${days.join(', ')}` : every;
}

/** Whom it holds for, in a few words. */
function holds(window: WindowItem, text: Words): string {
  const { types, kinds, tags, systems, risk } = window.selector;
  const parts = [
    ...kinds.map((kind) => text(`kind.${kind}`)),
    ...types.map(({ name }) => name),
    ...tags.map((tag) => `#${tag}`),
    ...systems.map(({ name }) => name),
    ...risk.map((level) => text('windows.riskOf', { risk: text(`risk.${level}`) })),
  ];
  return parts.length === 0 ? text('windows.all') : parts.join(', ');
}

export function useWindowColumns(onOpen: (id: string) => void): DataColumn<WindowItem>[] {
  const text = useText();
  const { locale } = useIntl();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the words change only with the locale
  return useMemo(
    () => [
      {
        id: 'name',
        header: text('column.name'),
        size: 'wide',
        cell: (window) => <OpenButton onOpen={() => onOpen(window.id)}>{window.name}</OpenButton>,
      },
      {
        id: 'kind',
        header: text('column.kind'),
        cell: (window) => <WindowBadge kind={window.kind} />,
      },
      {
        id: 'first',
        header: text('windows.first'),
        cell: (window) => (
          <>
            {formatLocalSpan(window.start, window.end, locale)} <span className="faint">{window.zone}</span>
          </>
        ),
      },
      {
        id: 'repeats',
        header: text('windows.repeat'),
        size: 'clip',
        cell: (window) => repeats(window, text, locale),
      },
      {
        id: 'holds',
        header: text('windows.holds'),
        size: 'clip',
        leaves: 'later',
        cell: (window) => holds(window, text),
      },
      {
        id: 'portfolio',
        header: text('column.portfolio'),
        size: 'clip',
        leaves: 'notOnPhone',
        cell: (window) =>
          window.portfolio ? (
            <RefLink kind="portfolio" reference={window.portfolio} />
          ) : (
            <span className="faint">{text('windows.above')}</span>
          ),
      },
    ],
    [locale, onOpen],
  );
}
