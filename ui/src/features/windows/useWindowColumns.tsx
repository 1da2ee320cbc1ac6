import { useMemo } from 'react';
import { useIntl } from 'react-intl';
import type { WindowItem } from '../../api/types';
import { WindowBadge } from '../../components/Badges';
import type { DataColumn } from '../../components/DataTable';
import { ruleOf } from '../../components/form/recurrence';
import { useRuleWords } from '../../components/form/useRuleWords';
import { OpenButton } from '../../components/OpenButton';
import { RefLink } from '../../components/RefLink';
import { useText } from '../../i18n/text';
import { formatLocalSpan } from '../../time/local';

type Words = ReturnType<typeof useText>;

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
  const words = useRuleWords();
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
        header: text('recurrence.repeat'),
        size: 'clip',
        cell: (window) => words(ruleOf(window.recurrence, window.start.slice(0, 10))),
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
